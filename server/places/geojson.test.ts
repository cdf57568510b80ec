import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isQuadError } from '@/server/errors';
import { outlineOf, PLACES_LIMITS, parsePlaces, ringsOf } from './geojson';
import { distance, type Ring, ringArea } from './geometry';

const sample: unknown = JSON.parse(readFileSync(new URL('../../data/ist.geojson', import.meta.url), 'utf8'));

const SQUARE: Ring = [
  [-9, 38],
  [-8.999, 38],
  [-8.999, 38.001],
  [-9, 38.001],
  [-9, 38],
];
const HOLE: Ring = [
  [-8.9996, 38.0004],
  [-8.9994, 38.0004],
  [-8.9994, 38.0006],
  [-8.9996, 38.0006],
  [-8.9996, 38.0004],
];

function collection(
  geometry: unknown,
  properties: Record<string, unknown> = {},
  feature: Record<string, unknown> = {},
) {
  return {
    type: 'FeatureCollection',
    campuses: [{ type: 'CAMPUS', id: 'c', name: 'Campus' }],
    features: [{ type: 'Feature', geometry, properties: { id: 'b', name: 'B', ...properties }, ...feature }],
  };
}
const polygon = (...rings: Ring[]) => ({ type: 'Polygon', coordinates: rings });

function refusal(input: unknown): string {
  try {
    parsePlaces(input);
  } catch (error) {
    if (isQuadError(error) && error.code === 'bad_request') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('reading places', () => {
  it('reads the sample campus', () => {
    const { campuses, buildings } = parsePlaces(sample);
    expect(campuses.map((c) => c.name)).toEqual(['Alameda', 'Taguspark', 'Tecnológico e Nuclear']);
    expect(buildings[0]).toMatchObject({
      id: '2448131361042',
      name: 'Pavilhão de Civil',
      campusId: '2448131360897',
      latitude: 38.7374427,
      longitude: -9.1401387,
      radius: 54,
    });
    expect(buildings[0]?.polygon?.[0]).toHaveLength(5);
  });

  it('computes centre and radius that are missing', () => {
    const [building] = parsePlaces(collection(polygon(SQUARE))).buildings;
    if (!building || building.latitude === null) throw new Error('no boundary');
    expect(distance(building, { latitude: 38.0005, longitude: -8.9995 })).toBeLessThan(0.1);
    expect(building.radius).toBeCloseTo(Math.sqrt((111.19 * 87.62) / Math.PI), 0);
    const [given] = parsePlaces(
      collection(polygon(SQUARE), { latitude: 38, longitude: -9, radius: 70 }),
    ).buildings;
    expect(given).toMatchObject({ latitude: 38, longitude: -9, radius: 70 });
  });

  it('reads points as circles, and no geometry as no boundary', () => {
    const read = (geometry: unknown, properties = {}) =>
      parsePlaces(collection(geometry, properties)).buildings[0];
    const point = { type: 'Point', coordinates: [-9, 38, 120] };
    expect(read(point, { radius: 30 })).toMatchObject({
      latitude: 38,
      longitude: -9,
      radius: 30,
      polygon: null,
    });
    expect(read(null, { latitude: 1, longitude: 2, radius: 30 })).toMatchObject({ latitude: 1, radius: 30 });
    expect(read(null)).toMatchObject({ latitude: null, longitude: null, radius: null, polygon: null });
    expect(refusal(collection(point))).toContain('features.0.properties.radius: is missing');
  });

  it('winds outer rings counter-clockwise and holes clockwise, and finds the parts again', () => {
    const shifted = SQUARE.map(([lon, lat]): Ring[number] => [lon + 0.01, lat]);
    const clockwise = [...SQUARE].reverse();
    const [building] = parsePlaces(
      collection({ type: 'MultiPolygon', coordinates: [[clockwise, HOLE], [shifted]] }),
    ).buildings;
    expect(building?.polygon?.map((r) => Math.sign(ringArea(r)))).toEqual([1, -1, 1]);
    const outline = outlineOf(building?.polygon ?? []);
    expect(outline).toEqual({
      type: 'MultiPolygon',
      coordinates: [[SQUARE, [...HOLE].reverse()], [shifted]],
    });
    expect(ringsOf(outline)).toEqual(building?.polygon);
  });
});

describe('refusing what is no place', () => {
  const bad = (lon: unknown, lat: unknown) => polygon([SQUARE[0], [lon, lat], ...SQUARE.slice(2)] as Ring);

  it.each<[string, unknown, string]>([
    ['no object', null, 'expected object'],
    ['no collection', { type: 'Feature' }, 'type'],
    ['an unknown member', { ...collection(null), crs: {} }, 'crs: is not a known field'],
    [
      'an unknown property',
      collection(null, { height: 3 }),
      'features.0.properties.height: is not a known field',
    ],
    ['another geometry', collection({ type: 'LineString', coordinates: [] }), 'features.0.geometry.type'],
    ['a longitude off the globe', collection(bad(181, 38)), 'features.0.geometry.coordinates.0.1.0'],
    ['a latitude off the globe', collection(bad(0, 91)), 'features.0.geometry.coordinates.0.1.1'],
    ['no number', collection(bad('0', 38)), 'features.0.geometry.coordinates.0.1.0'],
    [
      'an infinite number',
      collection(bad(0, Number.POSITIVE_INFINITY)),
      'features.0.geometry.coordinates.0.1.1',
    ],
    ['an open ring', collection(polygon(SQUARE.slice(0, 4))), 'a ring ends where it begins'],
    ['a short ring', collection(polygon(SQUARE.slice(0, 3))), 'at least 4'],
    [
      'a flat ring',
      collection(
        polygon([
          [0, 0],
          [1, 0],
          [2, 0],
          [0, 0],
        ]),
      ),
      'a ring encloses an area',
    ],
    ['only a hole', collection(polygon(SQUARE, SQUARE)), 'as large as the building'],
    [
      'a country',
      collection(
        polygon([
          [-9, 38],
          [-7, 38],
          [-7, 41],
          [-9, 41],
          [-9, 38],
        ]),
      ),
      'from its centre',
    ],
    [
      'a radius of none',
      collection(null, { latitude: 0, longitude: 0, radius: 0 }),
      'features.0.properties.radius',
    ],
    ['half a centre', collection(polygon(SQUARE), { latitude: 38 }), 'come together'],
    ['no name', collection(null, { name: ' ' }), 'features.0.properties.name'],
    ['a name that turns about', collection(null, { name: 'a\u202Eb' }), 'features.0.properties.name'],
    ['a control character', collection(null, { name: 'a\u0007b' }), 'features.0.properties.name'],
    ['a long name', collection(null, { name: 'x'.repeat(121) }), 'features.0.properties.name'],
    ['an id with a slash', collection(null, { id: 'a/b' }), 'features.0.properties.id'],
    ['no id', collection(null, { id: undefined }), 'features.0.properties.id: is missing'],
    ['two ids', collection(null, {}, { id: 'other' }), 'features.0.id'],
    ['an unknown campus', collection(null, { campus: 'x' }), 'features.0.properties.campus'],
  ])('refuses %s, and says where', (_, input, message) => {
    expect(refusal(input)).toContain(message);
  });

  it('refuses the same id twice', () => {
    const once = collection(null);
    expect(refusal({ ...once, features: [...once.features, ...once.features] })).toContain(
      'features.1.properties.id',
    );
    expect(refusal({ ...once, campuses: [...once.campuses, ...once.campuses] })).toContain('campuses.1.id');
  });

  it('refuses more corners than a building has', () => {
    const ring: Ring = Array.from({ length: 1_200 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 1_200;
      return [-9 + 0.001 * Math.cos(angle), 38 + 0.001 * Math.sin(angle)];
    });
    ring.push(ring[0] as Ring[number]);
    expect(refusal(collection(polygon(ring)))).toBe('accepted');
    const parts = [[ring], [ring.map(([lon, lat]): Ring[number] => [lon + 0.01, lat])]];
    expect(refusal(collection({ type: 'MultiPolygon', coordinates: parts }))).toContain(
      `${PLACES_LIMITS.vertices}`,
    );
  });
});
