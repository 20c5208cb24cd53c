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
export function TaskStatus({ step, status }: { step: StepId; status: Status }) {
  const { t } = useWords();
  return (
    <span data-testid={`status-${step}`} data-status={status}>
      <StatusIndicator type={looks[status]}>{t(`status-${status}`)}</StatusIndicator>
    </span>
  );
}
