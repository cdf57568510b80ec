import { expect, test } from 'vitest';
import { labelsThatFit } from './labels';

const label = (id: string, x: number, weight: number) => ({ id, name: 'Pavilhão', x, y: 0, weight });

test('of two overlapping names the heavier is shown; names apart are all shown', () => {
  const shown = labelsThatFit([label('small', 10, 1), label('large', 0, 2), label('far', 200, 0)]);
  expect([...shown].sort()).toEqual(['far', 'large']);
});
