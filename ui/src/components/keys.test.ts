import { expect, it } from 'vitest';
import { keysOf } from './keys';

it('items that are alike have keys of their own, the first the plain one', () => {
  expect(keysOf(['a', 'b', 'a', 'a'], (item) => item)).toEqual(['a', 'b', 'a (2)', 'a (3)']);
  expect(keysOf([], String)).toEqual([]);
});
