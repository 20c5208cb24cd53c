import { describe, expect, it } from 'vitest';
import type { PracticeMail } from '../platform';
import { plainSubject, threadsOf } from './threads';

function mail(id: string, subject: string, receivedAt: number): PracticeMail {
  return { id, subject, receivedAt, from: 'a@example.com', to: 'b@example.com', text: '', attachments: [] };
}

describe('conversations', () => {
  it('are known by the subject without what is put before it', () => {
    expect(plainSubject('Re: AW: [PL-1001] PrivateLink for Acme')).toBe('PrivateLink for Acme');
    expect(plainSubject('  Reply about it')).toBe('Reply about it');
    expect(plainSubject('Re:')).toBe('');
  });

  it('about a case belong together', () => {
    const threads = threadsOf([mail('1', 'Case 4711: name servers', 10), mail('2', 'Case 4711: launched', 20)], []);
    expect(threads.map((thread) => thread.letters.length)).toEqual([2]);
  });

  it('hold both sides in order, and the one with news comes first', () => {
    const threads = threadsOf(
      [mail('2', 'Re: First', 20), mail('4', 'Re: First', 40)],
      [mail('1', 'First', 10), mail('3', 'Second', 30)],
    );
    expect(threads.map((thread) => thread.letters.map((letter) => letter.id))).toEqual([['1', '2', '4'], ['3']]);
    expect(threads[0]?.letters.map((letter) => letter.received)).toEqual([false, true, true]);
  });
});
