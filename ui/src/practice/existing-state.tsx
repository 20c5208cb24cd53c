import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

const good = new Set(['active', 'available', 'running', 'issued', 'verified']);
const bad = new Set(['failed', 'rejected', 'expired', 'validation_timed_out', 'revoked', 'deleted', 'terminated']);
const waiting = new Set([
  'provisioning',
  'pending',
  'pendingacceptance',
  'pendingverification',
  'pending_validation',
  'initial',
]);

function look(state: string): StatusIndicatorProps.Type {
  const folded = state.toLowerCase();
  if (/\b(unhealthy|unused|draining|unavailable)\b/.test(folded)) return 'warning';
  if (good.has(folded) || /^\d+ healthy$/.test(folded)) return 'success';
  if (bad.has(folded)) return 'error';
  if (waiting.has(folded) || /\binitial\b/.test(folded)) return 'pending';
  return 'info';
}

/** A state in AWS's own word, with the look of what it means. */
export function ExistingState({ state }: { state: string }) {
  return state === '' ? <>–</> : <StatusIndicator type={look(state)}>{state}</StatusIndicator>;
}
