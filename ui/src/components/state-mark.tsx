import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useWords } from '../i18n';

/** How each state of something looks. */
export type Marks<State extends string> = Record<State, StatusIndicatorProps.Type>;

/** A state as a mark with its word: the text `PREFIX-STATE`. */
export function StateMark<State extends string>({
  state,
  marks,
  prefix,
}: {
  state: State;
  marks: Marks<State>;
  prefix: string;
}) {
  const { t } = useWords();
  return <StatusIndicator type={marks[state]}>{t(`${prefix}-${state}`)}</StatusIndicator>;
}
