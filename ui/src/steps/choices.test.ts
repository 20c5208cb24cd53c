import { describe, expect, it } from 'vitest';
import { english, wordsOf } from '../i18n/catalogue';
import type { Change, Plan, Subnet } from '../platform';
import { sameNames } from '../components/delegation-chain';
import { applyLabel } from './do-it';
import { belongsTo } from './draft';
import { portOf, portText } from './instances';
import { onePerZone, roomiest } from './network';

const subnet = (id: string, zoneId: string, freeAddresses = 100): Subnet => ({
  id,
  name: null,
  cidr: '10.0.0.0/24',
  zoneName: zoneId,
  zoneId,
  freeAddresses,
});

describe('subnets', () => {
  const [a, b, a2] = [subnet('a', 'z1'), subnet('b', 'z2'), subnet('a2', 'z1', 200)];

  it('are one per zone: the later choice wins', () => {
    expect(onePerZone([a, b, a2], ['a', 'b'])).toEqual(['b', 'a2']);
    expect(onePerZone([a, b], ['b'])).toEqual(['a', 'b']);
    expect(onePerZone([], ['a'])).toEqual([]);
  });

  it('start with the roomiest of each zone', () => {
    expect(roomiest([a, b, a2])).toEqual(['a2', 'b']);
  });
});

describe('fields', () => {
  it('take ports as they are typed', () => {
    expect([portOf(' 443 '), portOf('44a'), portOf('-1'), portOf('')]).toEqual([443, 0, 0, 0]);
    expect([portText(443), portText(0)]).toEqual(['443', '']);
  });

  it('own the problems of their parts', () => {
    const problem = (field: string) => ({ field, message: { code: 'field-required' } });
    expect(belongsTo(problem('subnetIds[2]'), 'subnetIds')).toBe(true);
    expect(belongsTo(problem('choice.name'), 'choice')).toBe(true);
    expect(belongsTo(problem('titles'), 'title')).toBe(false);
  });
});

describe('name servers', () => {
  it('are the same in any order, case, and with or without the final dot', () => {
    expect(sameNames(['NS-1.example.', 'ns-2.example'], ['ns-2.example.', 'ns-1.example'])).toBe(true);
    expect(sameNames(['ns-1.example'], ['ns-1.example', 'ns-2.example'])).toBe(false);
  });
});

describe('the button', () => {
  const change = (verb: Change['verb'], region: string | null): Change => ({
    id: verb,
    step: 'load-balancer',
    region,
    verb,
    sentence: { code: 'change-create-listener' },
    call: { action: 'sendSubmission', packageSha256: '', to: '' },
    cost: 'free',
    undo: 'possible',
  });
  const plan = (changes: Change[]): Plan => ({ account: '111122223333', changes, hash: '', madeAt: 0 });
  const { t } = wordsOf(english);

  it('names the act, the count and the Region', () => {
    const label = (changes: Change[], region: string | null = 'eu-west-1') => applyLabel(plan(changes), region, t);
    expect(label([change('create', 'eu-west-1'), change('create', 'eu-west-1')])).toBe(
      'Create 2 resources in eu-west-1',
    );
    expect(label([change('create', 'eu-west-1'), change('modify', 'eu-west-1')])).toBe('Make 2 changes in eu-west-1');
    expect(label([change('create', null)], null)).toBe('Create 1 resource');
    expect(label([change('send', null)], null)).toBe('Send the package');
    const service = { kind: 'existing' as const, id: 'vpce-svc-1' };
    const list = (add: string[], remove: string[]): Change => ({
      ...change('modify', 'eu-west-1'),
      call: { action: 'modifyPermissions', endpointService: service, add, remove },
    });
    expect(label([list(['a', 'b'], []), list(['c'], [])])).toBe('Allow 3 accounts');
    expect(label([list([], ['a'])])).toBe('Take 1 account off the list');
  });
});
