import { expect, test } from 'vitest';
import { shortCount } from './short-count';

test('[U3] a count is exact up to 99, and "99+" above', () => {
  expect([1, 99, 100, 250].map(shortCount)).toEqual(['1', '99', '99+', '99+']);
});
