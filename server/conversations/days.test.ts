import { expect, test } from 'vitest';
import { dayIn } from './days';

const begins = (day: string, zone: string) => dayIn(day, zone)?.begins.toISOString();

test('[F2][F6] a day begins at midnight of its time zone, also when clocks change on that day', () => {
  expect(begins('2026-11-28', 'UTC')).toBe('2026-11-28T00:00:00.000Z');
  expect(begins('2026-07-01', 'Europe/Lisbon')).toBe('2026-06-30T23:00:00.000Z');
  expect(begins('2026-03-29', 'Europe/Lisbon')).toBe('2026-03-29T00:00:00.000Z');
  expect(dayIn('2026-03-29', 'Europe/Lisbon')?.ends.toISOString()).toBe('2026-03-29T23:00:00.000Z');
  expect(begins('2026-10-25', 'Europe/Lisbon')).toBe('2026-10-24T23:00:00.000Z');
  expect(begins('2026-01-01', 'Asia/Kathmandu')).toBe('2025-12-31T18:15:00.000Z');
  expect(begins('2026-01-01', 'America/Los_Angeles')).toBe('2026-01-01T08:00:00.000Z');
  // These days begin at one o'clock, because the clocks skip the hour after midnight.
  expect(begins('2026-03-29', 'Atlantic/Azores')).toBe('2026-03-29T01:00:00.000Z');
  expect(dayIn('2026-03-28', 'Atlantic/Azores')?.ends.toISOString()).toBe('2026-03-29T01:00:00.000Z');
  expect(begins('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  // The clock shows midnight twice on this day, which begins at the first.
  expect(begins('2026-11-01', 'America/Havana')).toBe('2026-11-01T04:00:00.000Z');
  // A change of the date line skipped this day, so it has no length.
  expect(begins('2011-12-30', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
  expect(begins('2011-12-31', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
});

test('[F2] an invalid day is null', () => {
  for (const text of [
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '26-01-01',
    'yesterday',
    '',
    '0001-01-01',
    '9999-12-31',
  ])
    expect(dayIn(text, 'UTC')).toBeNull();
});
