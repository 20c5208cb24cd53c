import { describe, expect, it } from 'vitest';
import { queryOf, stateKey } from './query';

const none = { tokens: [], operation: 'and' as const };

describe('the query', () => {
  it('is empty when nothing is asked', () => {
    expect(queryOf('all', '  ', none, 'name', false)).toMatchObject({ search: '', tokens: [] });
  });

  it('knows the Region of a state', () => {
    const filter = {
      tokens: [{ propertyKey: stateKey('eu-west-1'), operator: '!=', value: 'missing' }],
      operation: 'and' as const,
    };
    expect(queryOf('all', ' acme ', filter, 'addedAt', true)).toEqual({
      view: 'all',
      search: 'acme',
      tokens: [{ property: 'state', operator: 'isNot', value: 'missing', region: 'eu-west-1' }],
      any: false,
      sort: 'addedAt',
      descending: true,
    });
  });
});
