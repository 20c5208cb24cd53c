import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useWords } from '../i18n';
import { useContext } from 'react';
import type { Trouble } from '../platform';
import { hrefOf } from '../frame/places';
import { SessionContext } from '../frame/session';
import { More } from './more';

/** Codes that a new sign-in may help against. */
const overCodes = ['aws-credentials-expired', 'aws-no-credentials', 'sign-in-over'];

/** What went wrong, why, what to do next, and for experts the cause with AWS's request id. */
export function TroubleBox({
  trouble,
  onRetry,
  onDismiss,
}: {
  trouble: Trouble;
  onRetry?: () => void;
  onDismiss?: () => void;
}) {
  const { t, say, more } = useWords();
  const open = useContext(SessionContext) !== null;
  const there = window.location.hash === hrefOf({ page: 'access' });
  const signIn = open && !there && overCodes.includes(trouble.message.code);
  const why = more(trouble.message, 'why');
  const next = more(trouble.message, 'next');
  return (
    <div data-testid="trouble" data-code={trouble.message.code} role="alert">
      <Alert
        type="error"
        header={say(trouble.message)}
        dismissible={onDismiss !== undefined}
        {...(onDismiss === undefined ? {} : { onDismiss: () => onDismiss() })}
        action={
          (onRetry !== undefined || signIn) && (
            <SpaceBetween direction="horizontal" size="xs">
              {signIn && (
                <Button data-testid="to-sign-in" href={hrefOf({ page: 'access' })}>
                  {t('access')}
                </Button>
              )}
              {onRetry !== undefined && <Button onClick={() => onRetry()}>{t('try-again')}</Button>}
            </SpaceBetween>
          )
        }
      >
        <SpaceBetween size="xxs">
          {why !== null && <div>{why}</div>}
          {next !== null && <div>{next}</div>}
          {(trouble.detail !== null || trouble.requestId !== null) && (
            <More title={t('for-experts')}>
              {trouble.detail !== null && <Box variant="code">{trouble.detail}</Box>}
              {trouble.requestId !== null && <div>{t('request-id', { id: trouble.requestId })}</div>}
            </More>
          )}
        </SpaceBetween>
      </Alert>
    </div>
  );
}
