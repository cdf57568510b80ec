import { expect, test } from 'vitest';
import type { Building } from '../places/places';
import { farthestEdge, nearest, nearestFirst, wayTo } from './directions';

const here = { latitude: 38.7367, longitude: -9.139 };
const degree = 111_195;
const at = (north: number, east = 0) => ({
  latitude: here.latitude + north / degree,
  longitude: here.longitude + east / (degree * Math.cos((here.latitude * Math.PI) / 180)),
});
const building = (id: string, place: Partial<Building>) =>
  ({
    id,
    name: id,
    campusId: null,
    radius: 20,
    boundary: null,
    latitude: null,
    longitude: null,
    ...place,
  }) as Building;

test('a direction is a rounded distance and one of eight winds', () => {
  expect(wayTo(here, at(3))).toBeNull();
  expect(wayTo(here, at(203))).toEqual({ metres: 200, wind: 'n' });
  expect(wayTo(here, at(150, 140))).toEqual({ metres: expect.any(Number), wind: 'ne' });
  expect(wayTo(here, at(-10, -800))).toMatchObject({ wind: 'w' });
  expect(wayTo(here, at(4_000, -700))).toEqual({ metres: 4_100, wind: 'n' });
  expect(wayTo(here, at(-14_200, 14_200))?.metres).toBe(20_000);
});

test('buildings are ordered by their distance; those without a position come last', () => {
  const list = [building('unknown', {}), building('far', at(400)), building('near', at(0, 50))];
  expect(nearestFirst(here, list).map(({ id }) => id)).toEqual(['near', 'far', 'unknown']);
  expect(farthestEdge(here, list)).toBeGreaterThan(415);
  expect(farthestEdge(here, [])).toBe(0);
  expect(nearest(here, [null, ...list])).toBe(3);
  expect(nearest(here, [null])).toBe(-1);
});
