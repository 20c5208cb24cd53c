import Alert from '@cloudscape-design/components/alert';
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
import type { AllowAdded, Trouble } from '../platform';

/** Account ids or ARNs, one per line; lines that are not one are said with their number and stay in the box. */
export function AddAccounts({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const { t, say } = useWords();
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<AllowAdded | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const add = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const added = await commands.allow_list_add({ text, name, note });
      if (added.added > 0) onAdded();
      if (added.problems.length === 0) {
        onClose();
        return;
      }
      setResult(added);
      setText(added.problems.map((problem) => problem.text).join('\n'));
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      visible
      header={t('allow-list-add')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('close')}
            </Button>
            <Button
              variant="primary"
              data-testid="allow-list-add-confirm"
              loading={busy}
              disabled={text.trim() === ''}
              onClick={() => void add()}
            >
              {t('allow-list-add-confirm')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {trouble !== null && <TroubleBox trouble={trouble} />}
        {result !== null && (
          <Alert
            type="warning"
            header={t('allow-list-added-some', { added: result.added, refused: result.problems.length })}
          >
            <ul>
              {result.problems.map((problem) => (
                <li key={problem.line}>
                  {t('line', { line: problem.line })} {say(problem.message)}
                </li>
              ))}
            </ul>
          </Alert>
        )}
        <FormField
          label={t('label-principals')}
          description={t('label-principals.hint')}
          constraintText={t('label-principals.example')}
          data-testid="field-principals"
        >
          <Textarea value={text} rows={5} spellcheck={false} onChange={({ detail }) => setText(detail.value)} />
        </FormField>
        <FormField
          label={t('label-customerName')}
          description={t('label-customerName.hint')}
          data-testid="field-customerName"
        >
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label={t('label-customerNote')} data-testid="field-customerNote">
          <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
