import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { commands } from '../platform';
import type { Practice } from './world';

/** A fresh practice world. The open onboarding belongs to the old one and is closed. */
export function ResetTab({ practice }: { practice: Practice }) {
  const { t } = useWords();
  const { close } = useSession();
  const [asking, setAsking] = useState(false);
  const reset = async () => {
    setAsking(false);
    if (await practice.act(() => commands.practice_reset())) close();
  };
  return (
    <SpaceBetween size="m">
      <Box>{t('practice-reset-text')}</Box>
      <Button data-testid="practice-reset" onClick={() => setAsking(true)}>
        {t('practice-reset-do')}
      </Button>
      {asking && (
        <Modal
          visible
          header={t('practice-reset-ask')}
          onDismiss={() => setAsking(false)}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={() => setAsking(false)}>
                  {t('keep-it')}
                </Button>
                <Button variant="primary" data-testid="practice-reset-confirm" onClick={() => void reset()}>
                  {t('practice-reset-do')}
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          {t('practice-reset-text')}
        </Modal>
      )}
    </SpaceBetween>
  );
}
