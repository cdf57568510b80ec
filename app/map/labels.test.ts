import { expect, test } from 'vitest';
import { type Label, placeLabels, shortNames } from './labels';

const VIEW = { left: 0, right: 400, top: 0, bottom: 400 };
const label = (id: string, x: number, y: number, weight: number): Label => ({
  id,
  x,
  y,
  weight,
  sizes: [
    { form: 'name', width: 100, height: 30 },
    { form: 'count', width: 30, height: 30 },
  ],
});

test('a label that has no room at its point moves aside, shows its count alone, or is left out', () => {
  const crowd = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id, i) => label(id, 200, 200, 100 - i));
  const placed = placeLabels([...crowd, label('far', 60, 60, 0)], VIEW, []);
  expect(placed.get('a')).toEqual({ form: 'name', dx: 0, dy: 0 });
  expect(placed.get('far')).toEqual({ form: 'name', dx: 0, dy: 0 });
  expect(placed.size).toBeLessThan(crowd.length);
});

test('no label lies under a control or leaves the view', () => {
  const control = { left: 150, right: 250, top: 150, bottom: 250 };
  expect(placeLabels([label('under', 200, 200, 1)], VIEW, [control]).size).toBe(0);
  expect(placeLabels([label('edge', 5, 200, 1)], VIEW, []).get('edge')?.form).not.toBe('name');
  expect(placeLabels([label('outside', -90, 200, 1)], VIEW, []).size).toBe(0);
});

test('names lose the word that most of a campus share', () => {
  const names = ['Pavilhão de Civil', 'Pavilhão Central', 'Pavilhão da Associação', 'Torre Norte', 'INESC'];
  expect([...shortNames(names).values()]).toEqual(['Civil', 'Central', 'Associação', 'Torre Norte', 'INESC']);
  expect(shortNames(['Torre Norte', 'Torre Sul']).get('Torre Sul')).toBe('Torre Sul');
});
