import { expect, test } from 'vitest';
import { moved, scaled, WHOLE } from './zoom';

const box = { width: 400, height: 800 };

test('the point under the fingers stays where it is', () => {
  const at = { x: 100, y: -50 };
  const { scale, x, y } = scaled(WHOLE, 2, at, box);
  expect(scale).toBe(2);
  // What was at `at` is at scale × at + offset.
  expect({ x: at.x * scale + x, y: at.y * scale + y }).toEqual(at);
});

test('a picture is neither smaller than its box nor larger than six times it', () => {
  expect(scaled(WHOLE, 0.1, { x: 10, y: 10 }, box)).toEqual(WHOLE);
  expect(scaled(WHOLE, 100, { x: 0, y: 0 }, box).scale).toBe(6);
});

test('a picture is not moved beyond its edges', () => {
  const twice = { scale: 2, x: 0, y: 0 };
  expect(moved(twice, { x: 9_999, y: -9_999 }, box)).toEqual({ scale: 2, x: 200, y: -400 });
  expect(moved(WHOLE, { x: 50, y: 0 }, box)).toEqual(WHOLE);
});
