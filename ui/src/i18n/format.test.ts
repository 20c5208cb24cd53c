import { describe, expect, it } from 'vitest';
import { accountId, bytes, duration } from './format';

describe('durations', () => {
  it('use the largest unit that says enough', () => {
    expect(duration(-5)).toEqual({ id: 'duration-seconds', params: { count: 0 } });
    expect(duration(89_000)).toEqual({ id: 'duration-seconds', params: { count: 89 } });
    expect(duration(5 * 60_000)).toEqual({ id: 'duration-minutes', params: { count: 5 } });
    expect(duration(47 * 3_600_000)).toEqual({ id: 'duration-hours', params: { count: 47 } });
    expect(duration(72 * 3_600_000)).toEqual({ id: 'duration-days', params: { count: 3 } });
  });
});

describe('amounts and ids', () => {
  it('have units and groups', () => {
    expect(bytes(812).id).toBe('bytes');
    expect(bytes(4213)).toEqual({ id: 'kilobytes', params: { count: '4.2' } });
    expect(accountId('012345678901')).toBe('0123 4567 8901');
    expect(accountId('*')).toBe('*');
  });
});
