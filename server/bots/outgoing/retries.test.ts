import { expect, test } from 'vitest';
import { delayAfter, isDelivered, secondsOf } from './retries';

const failed = { status: 500, retryAfter: null };
const never = () => 0;

test('[B17] an event is attempted ten times within 76 hours, with jitter', () => {
  const delays = Array.from({ length: 10 }, (_, n) => delayAfter(n + 1, failed, never));
  expect(delays.map((ms) => ms && ms / 1_000)).toEqual([
    5,
    300,
    1_800,
    7_200,
    18_000,
    36_000,
    50_400,
    72_000,
    86_400,
    null,
  ]);
  const hours = delays.reduce<number>((sum, ms) => sum + (ms ?? 0), 0) / 3_600_000;
  expect(hours).toBeCloseTo(75.6, 1);
  expect(delayAfter(2, failed, () => 0.5)).toBe(330_000);
  expect(new Set(Array.from({ length: 50 }, () => delayAfter(3, failed))).size).toBeGreaterThan(40);
});

test('[B17] 410 ends it, and 429 and 503 wait as long as they ask, a day at most', () => {
  expect(delayAfter(1, { status: 410, retryAfter: null })).toBeNull();
  for (const status of [429, 503]) {
    expect(delayAfter(1, { status, retryAfter: 60 }, never)).toBe(60_000);
    expect(delayAfter(3, { status, retryAfter: 60 }, never)).toBe(1_800_000);
    expect(delayAfter(1, { status, retryAfter: 9_999_999 }, never)).toBe(86_400_000);
  }
  expect(delayAfter(1, { status: 500, retryAfter: 60 }, never)).toBe(5_000);
  expect(delayAfter(1, { status: null, retryAfter: null }, never)).toBe(5_000);
});

test('[B17] only 200 to 299 takes an event', () => {
  expect([200, 202, 204, 299].every((status) => isDelivered({ status }))).toBe(true);
  expect([null, 100, 199, 300, 302, 400, 410, 500].some((status) => isDelivered({ status }))).toBe(false);
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  expect(secondsOf('120', now)).toBe(120);
  expect(secondsOf('Mon, 30 Nov 2026 12:01:30 GMT', now)).toBe(90);
  expect(secondsOf('Mon, 30 Nov 2026 11:00:00 GMT', now)).toBe(0);
  for (const nonsense of [undefined, '', 'soon', '-5x', '1e400', '99999999999'])
    expect([nonsense, secondsOf(nonsense, now)]).toEqual([nonsense, null]);
});
