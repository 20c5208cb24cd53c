import { expect, it } from 'vitest';
import { written } from './delegation-trace';

it('a question is one line, and each record of its answer another', () => {
  const asked = {
    at: 12,
    took: 7,
    server: '',
    address: '192.0.2.1',
    over: 'udp',
    question: 'api.example.com NS',
  } as const;
  const answered = {
    code: 'NOERROR',
    flags: ['aa'],
    answer: [],
    authority: ['example.com. 60 IN NS ns1.example.com.'],
  };
  expect(written({ ...asked, ...answered, fault: null }).split('\n')).toEqual([
    '    12 ms  api.example.com NS @a root server (192.0.2.1) UDP, 7 ms: NOERROR aa',
    '           authority: example.com. 60 IN NS ns1.example.com.',
  ]);
  const silent = { code: null, flags: [], answer: [], authority: [], fault: 'silent' } as const;
  const lost = { ...asked, ...silent, address: null, server: 'ns1.example.com', flags: [], answer: [], authority: [] };
  expect(written(lost)).toBe('    12 ms  api.example.com NS @ns1.example.com UDP, 7 ms: silent');
});
