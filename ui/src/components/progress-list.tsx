import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useWords } from '../i18n';
import type { ApprovedChange, ChangeProgress, ProgressState } from '../platform';
import { CopyValue } from './copy';
import { TroubleBox } from './trouble-box';

const looks: Record<ProgressState, StatusIndicatorProps.Type> = {
  pending: 'pending',
  running: 'in-progress',
  done: 'success',
  failed: 'error',
  waiting: 'pending',
  unknown: 'warning',
};

/** The approved changes one by one, with the ids that AWS gave. `live`, while something is under way, is newer than what is stored with the changes. */
export function ProgressList({
  approved,
  live,
  told,
}: {
  approved: readonly ApprovedChange[];
  live: readonly ChangeProgress[];
  /** The codes of what other parts of the page tell. */
  told: readonly string[];
}) {
  const { t, say } = useWords();
  return (
    <ol className="plan" aria-live="polite">
      {approved.map(({ change, progress }) => {
        const current = live.find((one) => one.change === change.id) ?? progress;
        return (
          <li key={change.id} data-testid="progress-change" data-change={change.id} data-state={current.state}>
            <SpaceBetween size="xxs">
              <Box>{say(change.sentence)}</Box>
              <Box fontSize="body-s">
                <StatusIndicator type={looks[current.state]}>{t(`change-${current.state}`)}</StatusIndicator>
              </Box>
              {current.ids.map((id) => (
                <Box key={id} padding={{ left: 'l' }} fontSize="body-s">
                  <CopyValue value={id} what={t('id')} />
                </Box>
              ))}
              {current.waitingFor !== null && <Box padding={{ left: 'l' }}>{say(current.waitingFor)}</Box>}
              {current.trouble !== null && !told.includes(current.trouble.message.code) && (
                <TroubleBox trouble={current.trouble} />
              )}
            </SpaceBetween>
          </li>
        );
      })}
    </ol>
  );
}
