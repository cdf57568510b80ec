import { expect, test } from 'vitest';
import { positionReportDueIn } from './position-report-schedule';

const at = 1_800_000_000_000;
const fix = { latitude: 38.7369, longitude: -9.1387, accuracy: 12, at };
const sent = { ...fix, sentAt: at };
const north = (metres: number) => ({ ...fix, latitude: fix.latitude + metres / 111_195 });

test('the first position is reported at once', () => {
  expect(positionReportDueIn(null, fix, at)).toBe(0);
});

test('a device that stands still reports only before its location expires', () => {
  expect(positionReportDueIn(sent, north(3), at + 20_000)).toBe(220_000);
  expect(positionReportDueIn(sent, fix, at + 240_000)).toBe(0);
});

test('a moving device reports every few seconds; a better accuracy waits longer', () => {
  expect(positionReportDueIn(sent, north(30), at + 1_000)).toBe(4_000);
  expect(positionReportDueIn(sent, north(30), at + 6_000)).toBe(0);
  expect(positionReportDueIn(sent, { ...fix, accuracy: 4 }, at + 5_000)).toBe(10_000);
});

test('crossing the antimeridian adds no distance', () => {
  const west = { ...fix, longitude: -179.99999 };
  expect(positionReportDueIn({ ...sent, longitude: 179.99999 }, west, at)).toBe(240_000);
});
