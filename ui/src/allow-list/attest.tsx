import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useWords } from '../i18n';

/** Asks who says that accounts have subscribed, or have no more. */
export function Attest({ onClose, onConfirm }: { onClose: () => void; onConfirm: (by: string) => void }) {
  const { t } = useWords();
  const [by, setBy] = useState('');
  return (
    <Modal
      visible
      header={t('allow-attest')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('close')}
            </Button>
            <Button
              variant="primary"
              data-testid="allow-attest-confirm"
              disabled={by.trim() === ''}
              onClick={() => onConfirm(by)}
            >
              {t('allow-attest-confirm')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <FormField label={t('allow-attest-by')} description={t('allow-attest-by.hint')} data-testid="field-attestBy">
        <Input value={by} onChange={({ detail }) => setBy(detail.value)} />
      </FormField>
    </Modal>
  );
}
