import { expect, test } from 'vitest';
import { covers, placeOf, toggled } from './area';

const right = (place: { campus?: string; building?: string }) => ({ campus: null, building: null, ...place });

test('[H2] a right covers its place alone', () => {
  const library = { campus: 'alameda', id: 'library' };
  expect(covers([right({})], library)).toBe(true);
  expect(covers([right({ campus: 'alameda' })], library)).toBe(true);
  expect(covers([right({ building: 'library' })], library)).toBe(true);
  expect(covers([right({ campus: 'taguspark' }), right({ building: 'tower' })], library)).toBe(false);
  expect(covers([right({ building: 'library' })], { campus: 'alameda' })).toBe(false);
  expect(covers([right({ campus: 'alameda' })], { campus: null })).toBe(false);
  expect(covers([], library)).toBe(false);
});

test('a press on a building adds it, and another takes it away; a campus gives way to buildings', () => {
  const whole = { campus: 'alameda', buildings: [] };
  const one = toggled(whole, 'library');
  expect(one).toEqual({ campus: null, buildings: ['library'] });
  expect(toggled(toggled(one, 'tower'), 'library')).toEqual({ campus: null, buildings: ['tower'] });
});

test('the place of an alert is its campus, or its buildings', () => {
  expect(placeOf({ campus: { id: 'a', name: 'Alameda' }, buildings: [] })).toBe('Alameda');
  const buildings = [
    { id: 'l', name: 'Library' },
    { id: 't', name: 'Tower' },
  ];
  expect(placeOf({ campus: null, buildings })).toBe('Library, Tower');
});
