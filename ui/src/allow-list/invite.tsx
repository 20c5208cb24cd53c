import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useEffect, useState } from 'react';
import { CopyText } from '../components/copy';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Invitation, Trouble } from '../platform';

/** The text that asks a customer for the account id: to change, to copy, to save as a draft. */
export function Invite({ onClose, onSaved }: { onClose: () => void; onSaved: (path: string | null) => void }) {
  const { t } = useWords();
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => {
    commands.allow_list_invitation().then(setInvitation, (error: unknown) => setTrouble(asTrouble(error)));
  }, []);

  const save = async () => {
    if (invitation === null) return;
    try {
      onSaved(await commands.allow_list_save_invitation({ invitation }));
      onClose();
    } catch (error) {
      setTrouble(asTrouble(error));
    }
  };

  return (
    <Modal
      visible
      size="large"
      header={t('invite')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('close')}
            </Button>
            <Button data-testid="invite-draft" disabled={invitation === null} onClick={() => void save()}>
              {t('invite-draft')}
            </Button>
            <CopyText text={invitation?.text ?? ''} label={t('invite-copy')} />
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {trouble !== null && <TroubleBox trouble={trouble} />}
        <Box>{t('invite.text')}</Box>
        {invitation !== null && (
          <>
            <FormField stretch label={t('invite-subject')}>
              <Input
                value={invitation.subject}
                onChange={({ detail }) => setInvitation({ ...invitation, subject: detail.value })}
              />
            </FormField>
            <FormField stretch label={t('invite-text')}>
              <Textarea
                rows={14}
                value={invitation.text}
                onChange={({ detail }) => setInvitation({ ...invitation, text: detail.value })}
              />
            </FormField>
          </>
        )}
      </SpaceBetween>
    </Modal>
  );
}
