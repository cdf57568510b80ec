import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { daysBefore, isOfAnotherYear, onDayChange, today } from './today';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('[T8] listeners are called at each midnight until they stop', () => {
  vi.setSystemTime(new Date(2026, 10, 29, 23, 59, 30));
  const seen: number[] = [];
  const stop = onDayChange(() => seen.push(new Date(today()).getDate()));
  const stopOther = onDayChange(() => {});
  vi.advanceTimersByTime(29_000);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(seen).toEqual([30]);
  vi.advanceTimersByTime(24 * 3_600_000);
  expect(seen).toEqual([30, 1]);
  stop();
  stopOther();
  expect(vi.getTimerCount()).toBe(0);
});

test('[T8] days and years are counted by the calendar, also over a change of the clocks', () => {
  const now = new Date(2026, 2, 30).getTime();
  expect(daysBefore(new Date(2026, 2, 30, 23, 59), now)).toBe(0);
  expect(daysBefore(new Date(2026, 2, 29, 0, 0), now)).toBe(1);
  expect(daysBefore(new Date(2026, 2, 28, 23, 59), now)).toBe(2);
  expect(isOfAnotherYear(new Date(2025, 11, 31, 23, 59), now)).toBe(true);
  expect(isOfAnotherYear(new Date(2026, 0, 1), now)).toBe(false);
});
