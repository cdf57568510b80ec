import { expect, test } from 'vitest';
import { NO_SUSPENSION, suspensionOf } from './suspension-draft';

const NOW = new Date(2026, 10, 30, 12).getTime();
const draft = { ...NO_SUSPENSION, reason: 'spam' as const };

test('a suspension lasts the chosen number of days from now', () => {
  expect(suspensionOf({ ...draft, length: 7, note: ' Third time. ' }, NOW)).toEqual({
    reason: 'spam',
    until: new Date(NOW + 7 * 86_400_000).toISOString(),
    note: 'Third time.',
  });
});

test('a suspension until a day includes that day', () => {
  const until = (date: string) => suspensionOf({ ...draft, length: 'date', date }, NOW)?.until;
  expect(until('2026-12-31')).toBe(new Date(2027, 0, 1).toISOString());
  expect(until('2026-11-30')).toBe(new Date(2026, 11, 1).toISOString());
  expect(until('2026-11-29')).toBeUndefined();
  expect(until('')).toBeUndefined();
});

test('a suspension needs a reason', () => {
  expect(suspensionOf(NO_SUSPENSION, NOW)).toBeNull();
});
