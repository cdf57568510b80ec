import { expect, test } from 'vitest';
import { rangeOfRows } from './range-of-rows';

test('of 500 conversations at most 40 are drawn, among them all in sight', () => {
  const [count, height, rowHeight] = [500, 780, 56];
  for (let scrolled = -300; scrolled <= count * rowHeight; scrolled += 37) {
    const [first, end] = rangeOfRows({ top: -scrolled, height, rowHeight, count });
    expect(end - first).toBeGreaterThan(0);
    expect(end - first).toBeLessThanOrEqual(40);
    expect(first).toBeLessThanOrEqual(Math.min(Math.max(0, Math.floor(scrolled / rowHeight)), count - 1));
    expect(end).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((scrolled + height) / rowHeight)));
  }
});

test('rows out of sight, above or below, leave a few drawn at the end that is nearer', () => {
  expect(rangeOfRows({ top: 5_000, height: 780, rowHeight: 56, count: 60 })).toEqual([0, 10]);
  expect(rangeOfRows({ top: -50_000, height: 780, rowHeight: 56, count: 60 })).toEqual([50, 60]);
});
