/** Times and amounts as a reader writes them. Pure, so that they can be tested. */
import type { Params } from './catalogue';

/** A text id with its parameters, for `t`. */
export interface Phrase {
  id: string;
  params?: Params;
}

/** Milliseconds as the largest unit that says enough: 20 s, 5 min, 3 h, 2 days. */
export function duration(millis: number): Phrase {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 90) return { id: 'duration-seconds', params: { count: seconds } };
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return { id: 'duration-minutes', params: { count: minutes } };
  const hours = Math.round(minutes / 60);
  if (hours < 48) return { id: 'duration-hours', params: { count: hours } };
  return { id: 'duration-days', params: { count: Math.round(hours / 24) } };
}

/** A moment in the reader's form with date and time. */
export function moment(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** A moment of the day, with seconds, for things that happened a moment ago. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(new Date(at));
}

/** A day, such as a certificate's last. */
export function day(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'long' }).format(new Date(at));
}

/** An amount of bytes: 812 bytes, 4.2 kB. */
export function bytes(count: number): Phrase {
  if (count < 1000) return { id: 'bytes', params: { count } };
  return { id: 'kilobytes', params: { count: (count / 1000).toFixed(1) } };
}

/** An account id in groups of four, as AWS's console shows it. */
export function accountId(id: string): string {
  return /^\d{12}$/.test(id) ? `${id.slice(0, 4)} ${id.slice(4, 8)} ${id.slice(8)}` : id;
}
