import { expect, test } from 'vitest';
import { labelsThatFit } from './labels';

const label = (id: string, x: number, weight: number) => ({ id, name: 'Pavilhão', x, y: 0, weight });

test('of two names in one place the weightier is shown; what is apart is shown, too', () => {
  const shown = labelsThatFit([label('small', 10, 1), label('large', 0, 2), label('far', 200, 0)]);
  expect([...shown].sort()).toEqual(['far', 'large']);
});
