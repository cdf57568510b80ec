import { expect, test } from 'vitest';
import { coversArea } from './policy';

const campusOf = (id: string) => (id.startsWith('a') ? 'alameda' : id.startsWith('t') ? 'tagus' : null);
const covers = (places: string[], area: Parameters<typeof coversArea>[1]) =>
  coversArea(
    places.map((place) => ({ place })),
    area,
    campusOf,
  );
const buildings = (...ids: string[]) => ({ campus: null, buildings: ids.map((id) => ({ id })) });
const campus = (id: string) => ({ campus: { id }, buildings: [] });

test('[H2] rights cover an area only as a whole', () => {
  expect(covers([''], campus('alameda'))).toBe(true);
  expect(covers([''], buildings('a1', 'nowhere'))).toBe(true);
  expect(covers(['campus:alameda'], campus('alameda'))).toBe(true);
  expect(covers(['campus:alameda'], buildings('a1', 'a2'))).toBe(true);
  expect(covers(['building:a1', 'campus:tagus'], buildings('a1', 't1'))).toBe(true);
  expect(covers([], buildings('a1'))).toBe(false);
  expect(covers(['campus:alameda'], campus('tagus'))).toBe(false);
  expect(covers(['campus:alameda'], buildings('a1', 't1'))).toBe(false);
  expect(covers(['campus:null'], buildings('nowhere'))).toBe(false);
  expect(covers(['building:a1'], campus('alameda'))).toBe(false);
  expect(covers(['building:a1'], buildings('a1', 'a2'))).toBe(false);
});
