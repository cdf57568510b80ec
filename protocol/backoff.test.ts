import { expect, test } from 'vitest';
import { backoff } from './backoff';

const delays = { first: 500, longest: 30_000 };

test('the wait is random below a bound that doubles up to the longest', () => {
  const longest = (tries: number) => backoff(tries, { ...delays, random: () => 1 });
  expect([0, 1, 2, 3].map(longest)).toEqual([500, 1000, 2000, 4000]);
  expect(longest(6)).toBe(30_000);
  expect(longest(1e9)).toBe(30_000);
  expect(backoff(3, { ...delays, random: () => 0 })).toBe(0);
  expect(backoff(9, { first: 100, longest: 2_000, random: () => 1 })).toBe(2_000);
});

test('retryAfter is the minimum wait, and the jitter is added to it', () => {
  expect(backoff(0, { ...delays, retryAfter: 5, random: () => 0 })).toBe(5000);
  expect(backoff(0, { ...delays, retryAfter: 5, random: () => 1 })).toBe(5500);
});
