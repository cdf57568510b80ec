import { expect, test } from 'vitest';
import {
  addCorner,
  type Draft,
  draftOf,
  emptyOutline,
  idFor,
  moveCorner,
  removeCorner,
  shapeOf,
} from './draft';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const square = [at(0, 0), at(0, 1), at(1, 1), at(1, 0)];
const outline = (...parts: (typeof square)[][]): Draft => ({ kind: 'outline', parts });
const building = { id: 'b', name: 'B', campusId: null, latitude: 1, longitude: 2, radius: 3, boundary: null };

test('the draft of a boundary gives the same boundary', () => {
  const ring: [number, number][] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
  ];
  for (const boundary of [
    { type: 'Polygon' as const, coordinates: [ring, ring] },
    { type: 'MultiPolygon' as const, coordinates: [[ring], [ring, ring]] },
  ])
    expect(shapeOf(draftOf({ ...building, boundary }))).toEqual(boundary);
  expect(shapeOf(draftOf(building))).toEqual({ type: 'Circle', latitude: 1, longitude: 2, radius: 3 });
  expect(shapeOf(draftOf({ ...building, latitude: null }))).toBeNull();
});

test('a boundary is complete with three corners, or with a centre', () => {
  let draft = emptyOutline();
  for (const [i, point] of square.entries()) {
    expect(shapeOf(draft) === undefined).toBe(i < 3);
    draft = addCorner(draft, { part: 0, ring: 0, at: i }, point);
  }
  expect(shapeOf(draft)).toMatchObject({ type: 'Polygon', coordinates: [{ length: 5 }] });
  expect(shapeOf({ kind: 'circle', centre: null, radius: 30 })).toBeUndefined();
});

test('corners are moved, added between others, and removed', () => {
  const corner = { part: 1, ring: 0, at: 2 };
  const draft = outline([square], [square]);
  expect(moveCorner(draft, corner, at(9, 9))).toEqual(
    outline([square], [[at(0, 0), at(0, 1), at(9, 9), at(1, 0)]]),
  );
  const added = addCorner(draft, corner, at(0.5, 1));
  expect(added).toEqual(outline([square], [[at(0, 0), at(0, 1), at(0.5, 1), at(1, 1), at(1, 0)]]));
  expect(removeCorner(added, corner)).toEqual(draft);
});

test('a ring of three corners goes with one of them: a hole, a part, and the last part only corner by corner', () => {
  const triangle = square.slice(0, 3);
  expect(removeCorner(outline([square, triangle]), { part: 0, ring: 1, at: 0 })).toEqual(outline([square]));
  expect(removeCorner(outline([triangle], [square]), { part: 0, ring: 0, at: 0 })).toEqual(outline([square]));
  expect(removeCorner(outline([triangle]), { part: 0, ring: 0, at: 0 })).toEqual(
    outline([triangle.slice(1)]),
  );
});

test('a new building gets an id from its name', () => {
  expect(idFor('Pavilhão de Mecânica III', new Set())).toBe('pavilhao-de-mecanica-iii');
  expect(idFor('Torre', new Set(['torre', 'torre-2']))).toBe('torre-3');
  expect(idFor('图书馆', new Set())).toBe('building');
});
