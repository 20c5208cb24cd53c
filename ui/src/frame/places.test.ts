import { describe, expect, it } from 'vitest';
import { formatPlace, home, parsePlace } from './places';
import type { Place } from './places';

describe('places', () => {
  const task: Place = { page: 'task', step: 'load-balancer', region: 'eu-west-1', from: 'review' };

  it('survive the address line', () => {
    for (const place of [home, task, { ...task, region: null }, { ...task, from: null }]) {
      expect(parsePlace(`#/${formatPlace(place)}`)).toEqual(place);
    }
  });

  it('fall back to the task list', () => {
    for (const text of ['', '#', '#/', 'task', 'task/nonsense', 'task/constructor/eu-west-1']) {
      expect(parsePlace(text)).toEqual(home);
    }
  });
});
