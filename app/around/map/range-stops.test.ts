import { expect, test } from 'vitest';
import { rangeStops, stopOfRadius, stopOfRange } from './range-stops';

test('[M: Range] the range goes from the building over 128, 256 and 512 m to the campus', () => {
  expect(rangeStops(50, 905).map(({ metres }) => metres)).toEqual([0, 128, 256, 512, 5_000]);
  expect(rangeStops(50, 905).map(({ radius }) => radius)).toEqual([50, 128, 256, 512, 905]);
  expect(rangeStops(300, 100).map(({ radius }) => radius)).toEqual([100, 128, 256, 512, 640]);
});

test('a stored range is shown as its stop, and another one as the nearest', () => {
  const stops = rangeStops(50, 900);
  expect([0, 1, 127, 128, 256, 512, 900, 5_000].map((range) => stopOfRange(stops, range))).toEqual([
    0, 1, 1, 1, 2, 3, 4, 4,
  ]);
  expect(stopOfRange(stops, 300)).toBe(2);
});

test('a ring that is dragged snaps to the nearest stop', () => {
  const stops = rangeStops(50, 900);
  const at = (radius: number) => stopOfRadius(stops, radius);
  expect([0, 40, 75, 85, 180, 190, 370, 800, 3_000].map(at)).toEqual([0, 0, 0, 1, 1, 2, 3, 4, 4]);
});
