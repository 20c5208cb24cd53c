import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useClock, useNow } from '../frame/clock';
import { duration, moment } from '../i18n/format';
import { useWords } from '../i18n';
import { commands } from '../platform';
import type { Waiting } from '../platform';
import { usePractice } from '../practice/world';

/** A wait: for what, since when, how long it usually takes, when we look again, and that the window may be closed. */
export function WaitingBox({ waiting, onLook }: { waiting: Waiting; onLook: () => Promise<void> }) {
  const { t, say, more } = useWords();
  const { speed } = useClock();
  const now = useNow();
  const waited = duration(now - waiting.since);
  // The next look is told in the reader's own time, also where the practice clock runs faster.
  const next = duration((waiting.pollAfter - now) / speed);
  const practice = usePractice();
  const skip = async () => {
    if (practice === null) return;
    await practice.act(() => commands.practice_skip_wait());
    await onLook();
  };
  const usually = more(waiting.why, 'usually');
  return (
    <div data-testid="waiting" data-code={waiting.why.code}>
      <Alert type="info" header={say(waiting.why)}>
        <SpaceBetween size="xxs">
          <div>{t('waiting-since', { at: moment(waiting.since), duration: t(waited.id, waited.params) })}</div>
          {usually !== null && <div>{usually}</div>}
          <div>
            {waiting.pollAfter > now ? t('waiting-next', { duration: t(next.id, next.params) }) : t('waiting-now')}
          </div>
          {waiting.deadline !== null && <div>{t('waiting-deadline', { at: moment(waiting.deadline) })}</div>}
          <div>{t('waiting-close')}</div>
          {practice !== null && (
            <Button data-testid="skip-wait" onClick={() => void skip()}>
              {t('practice-skip-wait')}
            </Button>
          )}
        </SpaceBetween>
      </Alert>
    </div>
  );
}
