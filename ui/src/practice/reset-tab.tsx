import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { Ask } from '../components/ask';
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
        <Ask
          question={t('practice-reset-ask')}
          yes={t('practice-reset-do')}
          no={t('keep-it')}
          testId="practice-reset-confirm"
          onYes={() => void reset()}
          onNo={() => setAsking(false)}
        >
          {t('practice-reset-text')}
        </Ask>
      )}
    </SpaceBetween>
  );
}
