import { expect, test } from 'vitest';
import { shortCount } from './short-count';

test('[U3] a count is exact up to 99, and what is more than that is said to be more', () => {
  expect([1, 99, 100, 250].map(shortCount)).toEqual(['1', '99', '99+', '99+']);
});
