/** Where the reader is, as the part of the address after `#/`. It survives a reload, works with Back, and is remembered in the project file. */
import type { StepId } from '../platform';

/** A page of an open onboarding. */
export type Place =
  | { page: 'tasks' }
  | { page: 'access' }
  | { page: 'names' }
  | { page: 'survey' }
  | { page: 'undo' }
  | { page: 'task'; step: StepId; region: string | null; from: 'review' | null };

/** The task list greets everyone who comes back. */
export const home: Place = { page: 'tasks' };

/** Every task, in the order in which they are shown. */
export const steps = [
  'product',
  'network',
  'instances',
  'load-balancer',
  'endpoint-service',
  'reachability',
  'certificate',
  'private-dns',
  'delegation',
  'allow-list',
  'rehearsal',
  'review',
  'submission',
] as const satisfies readonly StepId[];

/** `task/network/eu-west-1?from=review` for a place. */
export function formatPlace(place: Place): string {
  if (place.page !== 'task') return place.page;
  const region = place.region === null ? '' : `/${place.region}`;
  return `task/${place.step}${region}${place.from === null ? '' : `?from=${place.from}`}`;
}

/** The place that an address means; anything unknown is the task list. */
export function parsePlace(text: string): Place {
  const [path = '', query = ''] = text.replace(/^#?\/?/, '').split('?');
  const [page, name, region = null] = path.split('/');
  const step = steps.find((known) => known === name);
  if (page === 'access' || page === 'names' || page === 'survey' || page === 'undo') return { page };
  if (page !== 'task' || step === undefined) return home;
  return { page: 'task', step, region, from: query === 'from=review' ? 'review' : null };
}

/** The address of a place, for links. */
export function hrefOf(place: Place): string {
  return `#/${formatPlace(place)}`;
}

/** Goes there. */
export function goTo(place: Place): void {
  window.location.hash = `/${formatPlace(place)}`;
}
