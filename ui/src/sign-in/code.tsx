import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEffect, useRef, useState } from 'react';
import { CopyValue } from '../components/copy';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { clockTime } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { SignInCode, Trouble } from '../platform';

/** The code and the page for the browser, while Gangway waits. In practice, the browser's two answers stand below. */
export function Code({ code, practice, onCancel }: { code: SignInCode; practice: boolean; onCancel: () => void }) {
  const { t } = useWords();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const shown = useRef<HTMLDivElement>(null);

  // The form that had the focus is gone: the code is what comes next, also for a screen reader.
  useEffect(() => shown.current?.focus(), []);

  const run = (order: Promise<unknown>) => {
    setTrouble(null);
    order.catch((error: unknown) => setTrouble(asTrouble(error)));
  };
  const decide = (decision: string) => run(commands.practice_sign_in({ userCode: code.userCode, decision }));

  return (
    <div data-testid="sign-in-code" tabIndex={-1} ref={shown}>
      <SpaceBetween size="m">
        <FormField label={t('sign-in-code')} stretch>
          <Box variant="h1" tagOverride="p">
            <span className="sign-in-code">
              <CopyValue value={code.userCode} what={t('sign-in-code')} />
            </span>
          </Box>
        </FormField>
        <FormField label={t('sign-in-link')} stretch>
          <span className="name">
            <CopyValue value={code.link} what={t('sign-in-link')} />
          </span>
        </FormField>
        {trouble !== null && <TroubleBox trouble={trouble} />}
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="external" data-testid="sign-in-open" onClick={() => run(commands.sign_in_open_link())}>
            {t('sign-in-open')}
          </Button>
          <Button variant="link" data-testid="sign-in-cancel" onClick={onCancel}>
            {t('sign-in-cancel')}
          </Button>
        </SpaceBetween>
        <div aria-live="polite">
          <StatusIndicator type="in-progress">
            {t('sign-in-waiting', { at: clockTime(code.expiresAt) })}
          </StatusIndicator>
        </div>
        {practice && (
          <Alert type="info" header={t('account-practice')}>
            <SpaceBetween size="xs">
              <div>{t('sign-in-browser')}</div>
              <SpaceBetween direction="horizontal" size="xs">
                <Button data-testid="sign-in-allow" onClick={() => decide('approve')}>
                  {t('sign-in-allow')}
                </Button>
                <Button data-testid="sign-in-deny" onClick={() => decide('deny')}>
                  {t('sign-in-deny')}
                </Button>
                <Button data-testid="sign-in-run-out" onClick={() => decide('expire')}>
                  {t('sign-in-run-out')}
                </Button>
              </SpaceBetween>
            </SpaceBetween>
          </Alert>
        )}
      </SpaceBetween>
    </div>
  );
}
