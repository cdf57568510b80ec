import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createConsoleChanges } from './console-changes';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('officers are told of the first change at once, and of further ones together every 500 ms', () => {
  const told: string[][] = [];
  const change = createConsoleChanges((userIds) => told.push([...userIds]));
  change(new Set(['ana']));
  expect(told).toEqual([['ana']]);
  for (const userId of ['ana', 'rui', 'ana']) change(new Set([userId]));
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([['ana'], ['ana', 'rui']]);
  vi.advanceTimersByTime(500);
  change(new Set(['rui']));
  expect(told).toEqual([['ana'], ['ana', 'rui'], ['rui']]);
});
