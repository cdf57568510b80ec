import { expect, test } from 'vitest';
import { backoff } from './backoff';

test('the wait is anything up to a bound that doubles and then stays', () => {
  const longest = (attempt: number) => backoff(attempt, 0, () => 1);
  expect([0, 1, 2, 3].map(longest)).toEqual([500, 1000, 2000, 4000]);
  expect(longest(6)).toBe(30_000);
  expect(longest(1e9)).toBe(30_000);
  expect(backoff(3, 0, () => 0)).toBe(0);
});

test('the server decides the shortest wait, and the herd is spread after it', () => {
  expect(backoff(0, 5, () => 0)).toBe(5000);
  expect(backoff(0, 5, () => 1)).toBe(5500);
});
