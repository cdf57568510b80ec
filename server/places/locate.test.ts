import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlaces } from './geojson';
import {
  type BoundedBuilding,
  type Building,
  distance,
  distanceToBuilding,
  type Position,
  type Ring,
  unproject,
} from './geometry';
import { indexBuildings, type Located, locate, MAX_ACCURACY_METRES, OUTDOOR_ACCURACY_METRES } from './locate';

const HOME: Position = { latitude: 38.7368, longitude: -9.139 };
const PLACES: Position[] = [
  HOME,
  { latitude: 0, longitude: 0 },
  { latitude: -17.5, longitude: 180 },
  { latitude: 89.9995, longitude: 100 },
  { latitude: -90, longitude: 0 },
];

const circle = (id: string, at: Position, radius: number): BoundedBuilding => ({
  id,
  name: id,
  campusId: null,
  latitude: at.latitude,
  longitude: at.longitude,
  radius,
  polygon: null,
});

/** Returns a rectangle from metres west..east and south..north of an origin. */
function block(
  id: string,
  origin: Position,
  [w, e]: [number, number],
  [s, n]: [number, number],
): BoundedBuilding {
  const corners: [number, number][] = [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ];
  const ring: Ring = corners.map(([x, y]) => {
    const p = unproject(origin, x, y);
    return [p.longitude, p.latitude];
  });
  const centre = unproject(origin, (w + e) / 2, (s + n) / 2);
  return { id, name: id, campusId: null, ...centre, radius: Math.min(e - w, n - s) / 2, polygon: [ring] };
}

const answer = (located: Located) => (located.state === 'inside' ? located.building.id : located.state);

describe('the building that holds a position', () => {
  it('is each building of the sample campus at its centre', () => {
    const sample: unknown = JSON.parse(
      readFileSync(new URL('../../data/ist.geojson', import.meta.url), 'utf8'),
    );
    const { buildings } = parsePlaces(sample);
    const index = indexBuildings(buildings);
    expect(buildings).toHaveLength(29);
    for (const building of buildings as BoundedBuilding[]) {
      const { latitude, longitude } = building;
      expect(answer(locate(index, { latitude, longitude }))).toBe(building.id);
    }
    expect(answer(locate(index, { latitude: 38.7, longitude: -9.2 }))).toBe('outside');
  });

  it('[L1] is found by its polygon if it has one, else by its circle', () => {
    const index = indexBuildings([
      { ...block('long', HOME, [0, 100], [0, 10]), radius: 500 },
      circle('round', unproject(HOME, 300, 0), 40),
    ]);
    expect(answer(locate(index, unproject(HOME, 90, 5)))).toBe('long');
    expect(answer(locate(index, unproject(HOME, 50, 15)))).toBe('outside');
    expect(answer(locate(index, unproject(HOME, 339.9, 0)))).toBe('round');
    expect(answer(locate(index, unproject(HOME, 340.1, 0)))).toBe('outside');
  });

  it('[L2] is the one with the nearest centre, then with the smaller id', () => {
    const a = circle('a', unproject(HOME, -30, 0), 50);
    const b = circle('b', unproject(HOME, 30, 0), 50);
    const twin = { ...a, id: '0' };
    expect(answer(locate(indexBuildings([b, a]), unproject(HOME, -1, 0)))).toBe('a');
    expect(answer(locate(indexBuildings([b, a]), unproject(HOME, 1, 0)))).toBe('b');
    expect(answer(locate(indexBuildings([b, a]), HOME))).toBe('a');
    expect(answer(locate(indexBuildings([a, b, twin]), unproject(HOME, -30, 0)))).toBe('0');
  });

  it('[L2] is the one inside another, then the smaller of equally near ones', () => {
    const hall = block('aa-hall', HOME, [-60, 60], [-60, 60]);
    const cafe = block('zz-cafe', HOME, [-10, 10], [-10, 10]);
    const corner = { ...block('zz-corner', HOME, [-60, -20], [20, 60]), radius: 20 };
    const index = indexBuildings([hall, cafe, corner]);
    expect(answer(locate(index, HOME))).toBe('zz-cafe');
    expect(answer(locate(index, unproject(HOME, 9, 9)))).toBe('zz-cafe');
    expect(answer(locate(index, unproject(HOME, 30, 9)))).toBe('aa-hall');
    // Nearer to the centre of the hall than to that of the corner.
    expect(answer(locate(index, unproject(HOME, -21, 21)))).toBe('zz-corner');
    // Too coarse for the café, and good enough for the hall around it.
    expect(answer(locate(index, { ...HOME, accuracy: 40 }))).toBe('aa-hall');
    expect(answer(locate(index, { ...HOME, accuracy: 70 }))).toBe('unknown');
    const cross = [block('a-long', HOME, [-50, 50], [-10, 10]), block('b-short', HOME, [-5, 5], [-30, 30])];
    expect(answer(locate(indexBuildings(cross), HOME))).toBe('b-short');
  });

  it.each(PLACES)(
    '[L3][L4] gives every point of a shared wall to one building, at $latitude, $longitude',
    (origin) => {
      // b's wall is one edge; a and c meet it with two, their common corner in the middle of b's wall.
      const a = block('a', origin, [-60, 0], [0, 40]);
      const c = block('c', origin, [-60, 0], [-40, 0]);
      const b = block('b', origin, [0, 60], [-40, 40]);
      const index = indexBuildings([a, b, c]);
      const reversed = indexBuildings([c, b, a]);
      for (let y = -39; y <= 39; y += 0.37) {
        for (const x of [-0.01, 0, 0.01]) {
          const p = unproject(origin, x, y);
          const found = answer(locate(index, p));
          expect(['a', 'b', 'c']).toContain(found);
          expect(answer(locate(reversed, p))).toBe(found);
          expect(answer(locate(index, p))).toBe(found);
        }
      }
      expect(answer(locate(index, unproject(origin, -1, 20)))).toBe('a');
      expect(answer(locate(index, unproject(origin, 1, 20)))).toBe('b');
    },
  );

  it('is the same as by comparison with every building, everywhere', () => {
    const metres = fc.double({ min: -3_000, max: 3_000, noNaN: true });
    const someCircle = fc.record({
      x: metres,
      y: metres,
      radius: fc.oneof(fc.double({ min: 1, max: 900, noNaN: true }), fc.constant(7_000)),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...PLACES),
        fc.array(someCircle, { maxLength: 12 }),
        metres,
        metres,
        (origin, circles, x, y) => {
          const buildings = circles.map((c, i) => circle(`b${i}`, unproject(origin, c.x, c.y), c.radius));
          const p = unproject(origin, x, y);
          const holders = buildings.filter((b) => distanceToBuilding(p, b) === 0);
          const nested = (a: BoundedBuilding, b: BoundedBuilding) =>
            distance(a, b) + a.radius < b.radius - 0.01;
          // Excludes circles that almost touch from within: rounding decides whether they are nested.
          const near = (a: BoundedBuilding, b: BoundedBuilding) =>
            a !== b && Math.abs(distance(a, b) + a.radius - b.radius) <= 0.05 * b.radius;
          fc.pre(!holders.some((a) => holders.some((b) => near(a, b))));
          const inner = holders.filter((b) => !holders.some((a) => nested(a, b)));
          const nearest = Math.min(...inner.map((b) => distance(p, b)));
          const found = locate(indexBuildings(buildings), p);
          expect(found.state).toBe(holders.length > 0 ? 'inside' : 'outside');
          if (found.state === 'inside') expect(distance(p, found.building)).toBeLessThan(nearest + 0.002);
        },
      ),
    );
  });

  it('is never a building without a boundary', () => {
    const nowhere: Building = {
      id: 'n',
      name: 'N',
      campusId: null,
      latitude: null,
      longitude: null,
      radius: null,
      polygon: null,
    };
    const index = indexBuildings([nowhere]);
    expect(index.size).toBe(0);
    expect(answer(locate(index, { latitude: 0, longitude: 0 }))).toBe('outside');
  });
});

describe('accuracy', () => {
  const index = indexBuildings([circle('small', HOME, 20), circle('large', unproject(HOME, 1_000, 0), 200)]);
  const at = (x: number, accuracy?: number | null) =>
    answer(locate(index, { ...unproject(HOME, x, 0), accuracy }));

  it('[L5] makes the building unknown when worse than the building that holds the point', () => {
    expect(at(0, 20)).toBe('small');
    expect(at(0, 20.1)).toBe('unknown');
    expect(at(1_000, 200)).toBe('large');
    expect(at(1_000, 201)).toBe('unknown');
  });

  it('leaves a point beside a building outside, unless the building may hold the device', () => {
    expect(at(100, OUTDOOR_ACCURACY_METRES)).toBe('outside');
    expect(at(100, 101)).toBe('unknown');
    // No building is within 150 m of this position.
    expect(at(-300, 150)).toBe('outside');
    expect(at(-300, 281)).toBe('unknown');
  });

  it('[L5] makes the building unknown anywhere when hopeless', () => {
    expect(at(-2_000_000, MAX_ACCURACY_METRES)).toBe('outside');
    expect(at(-2_000_000, MAX_ACCURACY_METRES + 1)).toBe('unknown');
  });

  it('counts as precise when absent', () => {
    expect([at(0), at(0, null), at(21)]).toEqual(['small', 'small', 'outside']);
  });
});

describe('the index of buildings', () => {
  it('examines only the buildings near a position, of ten thousand', () => {
    // A grid of a hundred by a hundred, 100 m apart.
    const buildings = Array.from({ length: 10_000 }, (_, i) =>
      circle(`b${i}`, unproject(HOME, (i % 100) * 100, Math.floor(i / 100) * 100), 40),
    );
    const index = indexBuildings(buildings);
    let before = index.examined;
    expect(answer(locate(index, unproject(HOME, 5_010, 5_010)))).toBe('b5050');
    expect(index.examined - before).toBeLessThan(300);
    before = index.examined;
    expect(answer(locate(index, unproject(HOME, -50_000, 0)))).toBe('outside');
    expect(index.examined - before).toBe(0);
  });
});
