import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useWords } from '../i18n';
import type { StepId, TaskStatus as Status } from '../platform';

const looks: Record<Status, StatusIndicatorProps.Type> = {
  cannotStart: 'stopped',
  toDo: 'not-started',
  inProgress: 'in-progress',
  waiting: 'pending',
  attention: 'warning',
  done: 'success',
};

/** How far a task is, with an icon and a word. */
export function TaskStatus({
  step,
  status,
  region = null,
  compact = false,
}: {
  step: StepId;
  status: Status;
  region?: string | null;
  /** The icon alone, where there is little room; what it means is read out. */
  compact?: boolean;
}) {
  const { t } = useWords();
  const words = t(`status-${status}`);
  return (
    <span
      data-testid={`status-${step}`}
      data-region={region ?? ''}
      data-status={status}
      title={compact ? words : undefined}
    >
      {compact ? (
        <StatusIndicator type={looks[status]} iconAriaLabel={words} />
      ) : (
        <StatusIndicator type={looks[status]}>{words}</StatusIndicator>
      )}
    </span>
  );
}
