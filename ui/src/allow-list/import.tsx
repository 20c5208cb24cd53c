/** Taking customers in: paste or choose a file, look at what was read, put the good rows in. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { ImportKind, ImportPreview, Trouble } from '../platform';
import { ImportPreviewView } from './import-preview';

/** The dialog. Nothing is stored before its last button. */
export function ImportRowsDialog({
  kind,
  onClose,
  onDone,
}: {
  kind: ImportKind;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [accepted, setAccepted] = useState<string[]>([]);
  const [everyone, setEveryone] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const work = async (what: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await what();
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    void commands.allow_list_import_drop();
    onClose();
  };
  const back = () => {
    setPreview(null);
    setAccepted([]);
    setEveryone(false);
  };
  const put = () =>
    work(async () => {
      await commands.allow_list_import({ accepted, everyone, name, note });
      onDone();
      onClose();
    });

  const doubtful = preview?.doubts.filter((one) => accepted.includes(one.code)) ?? [];
  const count =
    preview === null
      ? 0
      : preview.counts.good +
        preview.counts.there +
        doubtful.reduce((sum, one) => sum + one.count, 0) +
        (everyone ? preview.counts.everyone : 0);

  return (
    <Modal
      visible
      size={preview === null ? 'medium' : 'max'}
      header={t(`import-${kind}`)}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>
              {t('close')}
            </Button>
            {preview === null ? (
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  data-testid="import-file"
                  loading={busy}
                  onClick={() => void work(async () => setPreview(await commands.allow_list_read({ kind })))}
                >
                  {t('import-file')}
                </Button>
                <Button
                  variant="primary"
                  data-testid="import-read"
                  loading={busy}
                  disabled={text.trim() === ''}
                  onClick={() => void work(async () => setPreview(await commands.allow_list_paste({ kind, text })))}
                >
                  {t('import-read')}
                </Button>
              </SpaceBetween>
            ) : (
              <SpaceBetween direction="horizontal" size="xs">
                <Button data-testid="import-back" onClick={back}>
                  {t('import-back')}
                </Button>
                <Button
                  variant="primary"
                  data-testid="allow-list-add-confirm"
                  loading={busy}
                  disabled={count === 0}
                  onClick={() => void put()}
                >
                  {t('import-confirm', { count })}
                </Button>
              </SpaceBetween>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {trouble !== null && <TroubleBox trouble={trouble} />}
        {preview === null ? (
          <>
            <FormField
              stretch
              label={t('import-paste')}
              description={t('import-paste.hint')}
              constraintText={t('label-principals.example')}
              data-testid="field-principals"
            >
              <Textarea value={text} rows={6} spellcheck={false} onChange={({ detail }) => setText(detail.value)} />
            </FormField>
            <Box color="text-body-secondary">{t('import-file.hint')}</Box>
          </>
        ) : (
          <>
            <ImportPreviewView
              preview={preview}
              accepted={accepted}
              everyone={everyone}
              onAccept={setAccepted}
              onEveryone={setEveryone}
              onMap={(mapping) => void work(async () => setPreview(await commands.allow_list_map({ mapping })))}
            />
            {kind === 'customers' && (
              <SpaceBetween direction="horizontal" size="m">
                <FormField label={t('import-name-all')} data-testid="field-customerName">
                  <Input value={name} onChange={({ detail }) => setName(detail.value)} />
                </FormField>
                <FormField label={t('import-note-all')} data-testid="field-customerNote">
                  <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
                </FormField>
              </SpaceBetween>
            )}
          </>
        )}
      </SpaceBetween>
    </Modal>
  );
}
