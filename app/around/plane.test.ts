import { expect, test } from 'vitest';
import { planeOf } from './plane';

test('a plane surrounds the corners, also very many', () => {
  const corners = Array.from({ length: 200_000 }, (_, n) => [n / 2e8, 0] as const);
  const { viewBox, draw } = planeOf([...corners, [0, 0.001]]);
  expect(viewBox).toBe('-16 -16 142 142');
  expect(draw([[corners[0] ?? [1, 1], [0.001, 0.001]]])).toBe('M0.0 111.3L111.3 0.0');
});
