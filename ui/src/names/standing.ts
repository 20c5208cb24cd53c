import type { Marks } from '../components/state-mark';
import type { RecordStanding, WatchState } from '../platform';

/** How each state of a record looks. */
export const marks: Marks<RecordStanding> = {
  published: 'success',
  partly: 'warning',
  missing: 'pending',
  wrong: 'error',
  hidden: 'stopped',
  unknown: 'info',
  'not-looked': 'info',
  later: 'pending',
};

/** How each state of what is watched looks. */
export const watchMarks: Marks<WatchState> = {
  well: 'success',
  'not-yet': 'pending',
  wrong: 'error',
  unknown: 'info',
};
