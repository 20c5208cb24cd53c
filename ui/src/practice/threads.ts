import type { PracticeMail } from '../platform';

/** A mail with the side from which it is seen. */
export interface Letter extends PracticeMail {
  received: boolean;
}

/** Mails about one thing, oldest first. */
export interface Thread {
  /** The subject that all of them share, as a key. */
  key: string;
  /** As it was written first. */
  subject: string;
  letters: Letter[];
}

/** A subject without what mail programs and Seller Operations' case numbers put before it. */
export function plainSubject(subject: string): string {
  let plain = subject.trim();
  for (;;) {
    const next = plain.replace(/^(re|fwd?|aw|wg)\s*:\s*/i, '').replace(/^\[[^\]]*\]\s*/, '');
    if (next === plain) return plain;
    plain = next;
  }
}

/** Both folders as conversations, the one with the newest mail first. */
export function threadsOf(inbox: readonly PracticeMail[], sent: readonly PracticeMail[]): Thread[] {
  const letters = [
    ...inbox.map((mail) => ({ ...mail, received: true })),
    ...sent.map((mail) => ({ ...mail, received: false })),
  ].toSorted((a, b) => a.receivedAt - b.receivedAt);
  const threads = new Map<string, Thread>();
  for (const letter of letters) {
    const plain = plainSubject(letter.subject);
    // Whatever is said about a case belongs together.
    const key = /^case \d+/i.exec(plain)?.[0].toLowerCase() ?? plain.toLowerCase();
    const thread = threads.get(key);
    if (thread === undefined) threads.set(key, { key, subject: plain, letters: [letter] });
    else thread.letters.push(letter);
  }
  return [...threads.values()].toSorted((a, b) => newestOf(b) - newestOf(a));
}

/** When the newest mail of a thread came. */
export function newestOf(thread: Thread): number {
  return Math.max(...thread.letters.map((letter) => letter.receivedAt));
}
