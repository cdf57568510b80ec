import fc from 'fast-check';
import { getPreciseDistance, isPointInPolygon } from 'geolib';
import { describe, expect, it } from 'vitest';
import {
  distance,
  distanceToPolygon,
  EARTH_RADIUS_METRES,
  measure,
  type Position,
  project,
  type Ring,
  ringArea,
  unproject,
  wrapLongitude,
} from './geometry';

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const position = fc.record({ latitude, longitude });

/** Returns a closed ring around a centre, from offsets in metres. */
function ringAround(centre: Position, offsets: [number, number][]): Ring {
  const ring: Ring = offsets.map(([x, y]) => {
    const p = unproject(centre, x, y);
    return [p.longitude, p.latitude];
  });
  return [...ring, ring[0] as Ring[number]];
}

const square = (half: number): [number, number][] => [
  [-half, -half],
  [half, -half],
  [half, half],
  [-half, half],
];

/** At home, on the antimeridian, near a pole, on the poles. */
const CENTRES: Position[] = [
  { latitude: 38.7368, longitude: -9.139 },
  { latitude: -17.5, longitude: 180 },
  { latitude: 70, longitude: -179.9999 },
  { latitude: 89.9999, longitude: 30 },
  { latitude: 90, longitude: 0 },
  { latitude: -90, longitude: 0 },
];

describe('distance', () => {
  it('agrees with geolib everywhere', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const metres = getPreciseDistance(a, b);
        // Vincenty's formula, in geolib, does not converge near the antipode.
        fc.pre(Number.isFinite(metres) && metres < 19_900_000);
        expect(Math.abs(distance(a, b) - metres)).toBeLessThan(1 + metres * 0.006);
        expect(distance(a, b)).toBe(distance(b, a));
      }),
    );
  });

  it('is right to a millimetre at small distances', () => {
    const metre = 180 / (Math.PI * EARTH_RADIUS_METRES);
    expect(distance({ latitude: 38, longitude: 5 }, { latitude: 38 + metre / 10, longitude: 5 })).toBeCloseTo(
      0.1,
      4,
    );
    expect(distance({ latitude: 0, longitude: 180 }, { latitude: 0, longitude: -180 + metre })).toBeCloseTo(
      1,
      6,
    );
  });
});

describe('the plane around a position', () => {
  it('keeps distances from its origin, and is invertible', () => {
    fc.assert(
      fc.property(
        position,
        fc.double({ min: -20_000, max: 20_000, noNaN: true }),
        fc.double({ min: -20_000, max: 20_000, noNaN: true }),
        (origin, x, y) => {
          const point = unproject(origin, x, y);
          expect(distance(origin, point)).toBeCloseTo(Math.hypot(x, y), 2);
          const [px, py] = project(origin, point);
          // At a pole itself east and north depend on the longitude, which is arbitrary there.
          if (Math.abs(origin.latitude) < 89.9) {
            expect(px).toBeCloseTo(x, 2);
            expect(py).toBeCloseTo(y, 2);
          }
        },
      ),
    );
  });

  it('wraps longitudes', () => {
    expect([180, -180, 181, -181, 540, 0].map(wrapLongitude)).toEqual([-180, -180, -179, 179, -180, 0]);
  });
});

describe('polygons', () => {
  it.each(CENTRES)('hold the points inside, at $latitude, $longitude', (centre) => {
    const polygon = [ringAround(centre, square(50))];
    const held = (x: number, y: number) => distanceToPolygon(unproject(centre, x, y), polygon) === 0;
    expect(distanceToPolygon(centre, polygon)).toBe(0);
    for (const [x, y] of [
      [49, 49],
      [-49, 0],
      [0, -49],
      [50, 10],
      [-50, -50],
    ] as const)
      expect(held(x, y)).toBe(true);
    for (const [x, y] of [
      [51, 0],
      [-51, 20],
      [0, 51],
      [50.2, -50.2],
      [900, 900],
    ] as const)
      expect(held(x, y)).toBe(false);
    expect(distanceToPolygon(unproject(centre, 150, 10), polygon)).toBeCloseTo(100, 1);
    expect(measure(polygon).area).toBeCloseTo(10_000, 0);
    expect(distance(measure(polygon).centre, centre)).toBeLessThan(0.01);
    expect(ringArea([...(polygon[0] as Ring)].reverse())).toBeCloseTo(-10_000, 0);
  });

  it('can have holes and several parts', () => {
    const centre = CENTRES[0] as Position;
    const polygon = [
      ringAround(centre, square(50)),
      ringAround(centre, square(20)).reverse(),
      ringAround(unproject(centre, 200, 0), square(50)),
    ];
    const metres = (x: number) => distanceToPolygon(unproject(centre, x, 0), polygon);
    expect(metres(0)).toBeCloseTo(20, 1);
    expect(metres(20)).toBe(0);
    expect(metres(35)).toBe(0);
    expect(metres(70)).toBeCloseTo(20, 1);
    expect(metres(200)).toBe(0);
    expect(measure(polygon).area).toBeCloseTo(10_000 - 1_600 + 10_000, 0);
  });

  it('are cut at the antimeridian as in GeoJSON, and hold the seam', () => {
    const west: Ring = [
      [179.999, -1],
      [180, -1],
      [180, 1],
      [179.999, 1],
      [179.999, -1],
    ];
    const east: Ring = [
      [-180, -1],
      [-179.999, -1],
      [-179.999, 1],
      [-180, 1],
      [-180, -1],
    ];
    for (const lon of [180, -180, 179.9999, -179.9999]) {
      expect(distanceToPolygon({ latitude: 0, longitude: lon }, [west, east])).toBe(0);
    }
    expect(distanceToPolygon({ latitude: 0, longitude: 179.9 }, [west, east])).toBeGreaterThan(10_000);
  });

  it('agree with geolib where geolib is right: away from walls, antimeridian and poles', () => {
    const centre = CENTRES[0] as Position;
    const star = fc.array(fc.double({ min: 10, max: 100, noNaN: true }), { minLength: 3, maxLength: 12 });
    const offset = fc.double({ min: -120, max: 120, noNaN: true });
    fc.assert(
      fc.property(star, offset, offset, (radii, x, y) => {
        const ring = ringAround(
          centre,
          radii.map((r, i) => {
            const angle = (2 * Math.PI * i) / radii.length;
            return [r * Math.cos(angle), r * Math.sin(angle)];
          }),
        );
        const p = unproject(centre, x, y);
        const metres = distanceToPolygon(p, [ring]);
        fc.pre(metres === 0 || metres > 0.1);
        const corners = ring.map(([lon, lat]) => ({ latitude: lat, longitude: lon }));
        const inside = isPointInPolygon(p, corners);
        // Within the width of a wall our result is inside, where geolib's may not be.
        if (inside || metres > 0) expect(metres === 0).toBe(inside);
      }),
    );
  });
});
