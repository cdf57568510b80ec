import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isQuadError } from '@/protocol/errors';
import { outlineOf, type Places, parsePlaces, ringsOf } from './geojson';
import { distance, distanceToBuilding, type Ring, ringArea } from './geometry';
import { PLACES_LIMITS } from './shapes';

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

const BOW_TIE: Ring = [
  [-8.9999, 38.0001],
  [-8.9991, 38.0008],
  [-8.9991, 38.0001],
  [-8.9999, 38.0009],
  [-8.9999, 38.0001],
];
/** Returns `n` narrow strips from west to east and `n` from south to north, each of which crosses all of the others. */
const strips = (n: number): Ring[] =>
  Array.from({ length: n }, (_, i): Ring[] => {
    const [from, to] = [i / 1000 / n, (i + 0.5) / 1000 / n];
    const across = (x: number): Ring[number] => [-9 + x, 38 + x / 10];
    const [[west, a], [east, b]] = [across(0), across(0.001)];
    const flat: Ring = [
      [west, a + from],
      [east, b + from],
      [east, b + to],
      [west, a + to],
      [west, a + from],
    ];
    return [flat, flat.map(([lon, lat]): Ring[number] => [-9 + (lat - 38), 38 + (lon + 9)])];
  }).flat();

/** Its inner corner is in the middle of the square and of the hole. */
const L: Ring = [
  [-9, 38],
  [-8.999, 38],
  [-8.999, 38.0005],
  [-8.9995, 38.0005],
  [-8.9995, 38.001],
  [-9, 38.001],
  [-9, 38],
];
const shifted = (east: number, ring = SQUARE): Ring => ring.map(([lon, lat]) => [lon + east, lat]);

/** Open to the north between its arms. */
const U: Ring = [
  [-9, 38],
  [-8.999, 38],
  [-8.999, 38.001],
  [-8.9993, 38.001],
  [-8.9993, 38.0003],
  [-8.9998, 38.0003],
  [-8.9998, 38.001],
  [-9, 38.001],
  [-9, 38],
];
const rectangle = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
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

function refusal(input: unknown, known?: Places): string {
  try {
    parsePlaces(input, known);
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
    });
    // The outer ring and two courtyards.
    expect(buildings[0]?.polygon).toHaveLength(3);
    const kinds = new Set(campuses.flatMap(({ grounds = [] }) => grounds.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['entrance', 'lawn', 'path', 'tree', 'water']);
  });

  it('computes a missing centre and radius', () => {
    const [building] = parsePlaces(collection(polygon(SQUARE))).buildings;
    if (!building || building.latitude === null) throw new Error('no boundary');
    expect(distance(building, { latitude: 38.0005, longitude: -8.9995 })).toBeLessThan(0.1);
    expect(building.radius).toBeCloseTo(Math.sqrt((111.19 * 87.62) / Math.PI), 0);
    const [parsed] = parsePlaces(
      collection(polygon(SQUARE), { latitude: 38, longitude: -9, radius: 70 }),
    ).buildings;
    expect(parsed).toMatchObject({ latitude: 38, longitude: -9, radius: 70 });
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

  it('winds outer rings counter-clockwise and holes clockwise, and restores the parts', () => {
    const clockwise = [...SQUARE].reverse();
    const [building] = parsePlaces(
      collection({ type: 'MultiPolygon', coordinates: [[clockwise, HOLE], [shifted(0.01)]] }),
    ).buildings;
    expect(building?.polygon?.map((r) => Math.sign(ringArea(r)))).toEqual([1, -1, 1]);
    const outline = outlineOf(building?.polygon ?? []);
    expect(outline).toEqual({
      type: 'MultiPolygon',
      coordinates: [[SQUARE, [...HOLE].reverse()], [shifted(0.01)]],
    });
    expect(ringsOf(outline)).toEqual(building?.polygon);
  });
});

describe('[L9] files of other tools', () => {
  const read = (input: unknown) => parsePlaces(input);
  const named = (name: string) => ({ type: 'name', properties: { name } });

  it.each(['urn:ogc:def:crs:OGC:1.3:CRS84', 'urn:ogc:def:crs:OGC::CRS84', 'OGC:CRS84'])('%s', (name) => {
    expect(read({ ...collection(null), crs: named(name) }).buildings).toHaveLength(1);
  });

  it('have unknown members ignored and counted', () => {
    const input = collection(
      null,
      { 'addr:street': 'Rua', levels: 3, type: 'multipolygon' },
      { tippecanoe: {} },
    );
    const { ignored, buildings } = read({
      ...input,
      crs: null,
      generator: 'x',
      features: [...input.features, ...collection(null, { id: 'c', levels: 1 }).features],
    });
    expect(Object.fromEntries(ignored)).toEqual({ generator: 1, tippecanoe: 1, 'addr:street': 1, levels: 2 });
    expect(buildings[0]).not.toHaveProperty('levels');
  });

  it('may have null for an absent member', () => {
    const input = collection(polygon(SQUARE), {
      radius: null,
      latitude: null,
      longitude: null,
      campus: null,
    });
    expect(read(input).buildings[0]).toMatchObject({ campusId: null, radius: expect.closeTo(56, 0) });
  });

  it.each<[unknown, string]>([
    ['way/1234', 'way-1234'],
    ['relation/-7', 'relation--7'],
    [-101, '-101'],
    [0, '0'],
  ])('the id %s', (id, stored) => {
    expect(read(collection(null, { id: undefined }, { id })).buildings[0]?.id).toBe(stored);
    expect(read(collection(null, { id }, { id: 12 })).buildings[0]?.id).toBe(stored);
  });

  it('[L10] a campus may be one that is already stored', () => {
    const { campuses: _, ...second } = collection(polygon(SQUARE), { campus: 'old' });
    const read = (latitude: number) =>
      parsePlaces(second, { campuses: [{ id: 'old', name: 'Old', latitude, longitude: -9 }], buildings: [] });
    expect(read(38.01).buildings[0]?.campusId).toBe('old');
    expect(() => read(39.5)).toThrow('from its campus');
  });
});

describe('[L11] the parts of a multipolygon', () => {
  const read = (...parts: Ring[][]) => {
    const [building] = parsePlaces(collection({ type: 'MultiPolygon', coordinates: parts })).buildings;
    if (!building?.polygon) throw new Error('no polygon');
    return building;
  };
  const holds = (building: ReturnType<typeof read>, longitude: number, latitude = 38.0005) =>
    distanceToBuilding({ latitude, longitude }, building) === 0;
  const single = read([SQUARE]);

  it('hold what any of them holds, and count overlaps once', () => {
    const overlapping = read([SQUARE], [shifted(0.0005)]);
    for (const longitude of [-8.9998, -8.99925, -8.9988]) expect(holds(overlapping, longitude)).toBe(true);
    expect(holds(overlapping, -8.9984)).toBe(false);
    expect(overlapping.radius / single.radius).toBeCloseTo(Math.sqrt(1.5), 4);
    expect(overlapping.longitude).toBeCloseTo(-8.99925, 6);
  });

  it('count as one when repeated or nested', () => {
    for (const building of [read([SQUARE], [SQUARE]), read([SQUARE], [HOLE]), read([HOLE], [SQUARE])]) {
      expect(building.radius).toBeCloseTo(single.radius, 4);
      expect([building.latitude, building.longitude]).toEqual([
        expect.closeTo(single.latitude, 7),
        expect.closeTo(single.longitude, 7),
      ]);
      expect(holds(building, -8.9995)).toBe(true);
    }
  });

  it('may fill the hole of another part', () => {
    expect(holds(read([SQUARE, HOLE]), -8.9995)).toBe(false);
    expect(read([SQUARE, HOLE], [HOLE]).radius).toBeCloseTo(single.radius, 4);
    expect(holds(read([SQUARE, HOLE], [HOLE]), -8.9995)).toBe(true);
    expect(holds(read([SQUARE, HOLE], [shifted(0.01)]), -8.9895)).toBe(true);
  });

  it('count holes that overlap, touch or repeat once', () => {
    const area = (...rings: Ring[]) => (read(rings).radius / single.radius) ** 2;
    expect(area(SQUARE, HOLE)).toBeCloseTo(0.96, 4);
    expect(area(SQUARE, HOLE, HOLE)).toBeCloseTo(0.96, 4);
    expect(area(SQUARE, HOLE, HOLE, [...HOLE].reverse())).toBeCloseTo(0.96, 4);
    expect(area(SQUARE, HOLE, shifted(0.0001, HOLE))).toBeCloseTo(0.94, 4);
    expect(area(SQUARE, HOLE, shifted(0.0002, HOLE))).toBeCloseTo(0.92, 4);
    const inner = rectangle(-8.99955, 38.00045, -8.99945, 38.00055);
    expect(area(SQUARE, HOLE, inner)).toBeCloseTo(0.96, 4);
    // Each crosses the other four times.
    const [flat, upright] = [
      rectangle(-8.9996, 38.00045, -8.9994, 38.00055),
      rectangle(-8.99955, 38.0004, -8.99945, 38.0006),
    ];
    expect(area(SQUARE, flat, upright)).toBeCloseTo(0.97, 4);
    const building = read([SQUARE, HOLE, shifted(0.0001, HOLE)]);
    expect(holds(building, -8.99945)).toBe(false);
    expect(building.longitude).toBeLessThan(-8.9995);
  });

  it('may have a hole along the walls of a notch', () => {
    expect(refusal(collection(polygon(U, rectangle(-8.9998, 38.0001, -8.9993, 38.0003))))).toBe('accepted');
    // Coordinates have seven decimals: the hole may be 2 cm outside.
    expect(refusal(collection(polygon(U, rectangle(-8.9999, 38.0001, -8.9992, 38.0003002))))).toBe(
      'accepted',
    );
  });

  it('may touch, as may a hole and the wall', () => {
    const touching: Ring = [
      [-9, 38.0004],
      [-8.9996, 38.0004],
      [-8.9996, 38.0006],
      [-9, 38.0006],
      [-9, 38.0004],
    ];
    expect(refusal(collection(polygon(SQUARE, touching)))).toBe('accepted');
    expect(read([SQUARE], [shifted(0.001)]).radius / single.radius).toBeCloseTo(Math.SQRT2, 4);
  });
});

describe('refusing invalid places', () => {
  const bad = (lon: unknown, lat: unknown) => polygon([SQUARE[0], [lon, lat], ...SQUARE.slice(2)] as Ring);

  it.each<[string, unknown, string]>([
    ['no object', null, 'expected object'],
    ['no collection', { type: 'Feature' }, 'type'],
    ['a crs that is none', { ...collection(null), crs: {} }, 'crs'],
    [
      'another crs',
      { ...collection(null), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3763' } } },
      'crs.properties.name: must be CRS84',
    ],
    ['a bow tie', collection(polygon(BOW_TIE)), 'features.0.geometry.coordinates.0: crosses itself'],
    [
      'a bow tie of equal halves',
      collection(
        polygon([
          [-8.9999, 38.0001],
          [-8.9991, 38.0009],
          [-8.9991, 38.0001],
          [-8.9999, 38.0009],
          [-8.9999, 38.0001],
        ]),
      ),
      'features.0.geometry.coordinates.0: crosses itself',
    ],
    [
      'parts that cross each other 1,800 times or more',
      collection({ type: 'MultiPolygon', coordinates: strips(30).map((ring) => [ring]) }),
      'features.0.geometry.coordinates: has parts or holes that cross each other too often',
    ],
    [
      'a hole that crosses itself',
      collection({ type: 'MultiPolygon', coordinates: [[shifted(0.02)], [SQUARE, BOW_TIE]] }),
      'features.0.geometry.coordinates.1.1: crosses itself',
    ],
    [
      'a hole that reaches outside',
      collection(polygon(SQUARE, shifted(0.0005, HOLE))),
      'features.0.geometry.coordinates.1: a hole reaches outside',
    ],
    [
      'a hole outside',
      collection(polygon(SQUARE, shifted(0.01, HOLE))),
      'features.0.geometry.coordinates.1: a hole reaches outside',
    ],
    [
      'a hole about a corner',
      collection(polygon(L, HOLE)),
      'features.0.geometry.coordinates.1: a hole reaches outside',
    ],
    [
      'a hole across a notch',
      collection(polygon(U, rectangle(-8.9999, 38.0004, -8.9991, 38.0008))),
      'features.0.geometry.coordinates.1: a hole reaches outside',
    ],
    [
      'a hole across the mouth of a notch',
      collection(polygon(U, rectangle(-8.9999, 38.0006, -8.9992, 38.001))),
      'features.0.geometry.coordinates.1: a hole reaches outside',
    ],
    [
      'a hole about the end of a notch',
      collection(polygon(U, rectangle(-8.9999, 38.0001, -8.9992, 38.0005))),
      'features.0.geometry.coordinates.1: a hole reaches outside',
    ],
    [
      'swapped latitude and longitude',
      {
        ...collection(polygon(SQUARE), { campus: 'c' }),
        campuses: [{ id: 'c', name: 'C', latitude: -9, longitude: 38 }],
      },
      'features.0.geometry: is 7',
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
    ['an unknown campus', collection(null, { campus: 'x' }), 'features.0.properties.campus'],
  ])('refuses %s and names the path', (_, input, message) => {
    expect(refusal(input)).toContain(message);
  });

  it('[L10] compares buildings of a campus without a centre with each other', () => {
    const swapped = SQUARE.map(([lon, lat]): Ring[number] => [lat, lon]);
    const file = (...shapes: Ring[]) => ({
      ...collection(null),
      features: shapes.flatMap((ring, i) => collection(polygon(ring), { id: `b${i}`, campus: 'c' }).features),
    });
    expect(refusal(file(SQUARE, shifted(1)))).toBe('accepted');
    expect(refusal(file(swapped))).toBe('accepted');
    for (const [at, ...shapes] of [
      [0, swapped, SQUARE, shifted(1)],
      [1, SQUARE, swapped, shifted(1)],
      [2, SQUARE, shifted(1), swapped],
    ] as [number, ...Ring[]][])
      expect(refusal(file(...shapes))).toMatch(
        new RegExp(`^features\\.${at}\\.geometry: is 7\\d{3} km from b\\d, .* campus c; are latitude`),
      );
    expect(refusal(file(SQUARE, swapped))).toContain('are latitude and longitude swapped?');

    const campuses = [{ id: 'c', name: 'C', latitude: null, longitude: null }];
    const stored = (id: string) => ({
      campuses,
      buildings: parsePlaces(collection(polygon(SQUARE), { id, campus: 'c' })).buildings,
    });
    expect(refusal(file(swapped), stored('a'))).toContain('features.0.geometry: is 7');
    expect(refusal(file(swapped, swapped), stored('a'))).toContain('from a, ');
    expect(refusal(file(SQUARE), stored('a'))).toBe('accepted');
    // A stored building that the file replaces is not compared.
    expect(refusal(file(swapped), stored('b0'))).toBe('accepted');
  });

  it('refuses the same id twice', () => {
    const once = collection(null);
    expect(refusal({ ...once, features: [...once.features, ...once.features] })).toContain(
      'features.1.properties.id',
    );
    expect(refusal({ ...once, campuses: [...once.campuses, ...once.campuses] })).toContain('campuses.1.id');
  });

  it('[L12] reads the grounds of a campus, and refuses what no map would draw', () => {
    const campus = (...grounds: unknown[]) => ({
      ...collection(null),
      campuses: [{ id: 'c', name: 'Campus', grounds }],
    });
    const lawn = { kind: 'lawn', shape: polygon(SQUARE) };
    const path = { kind: 'path', width: 4, shape: { type: 'LineString', coordinates: SQUARE.slice(0, 2) } };
    const entrance = { kind: 'entrance', shape: { type: 'Point', coordinates: SQUARE[0] } };
    expect(parsePlaces(campus(lawn, path, entrance)).campuses[0]?.grounds).toEqual([lawn, path, entrance]);
    expect(parsePlaces(collection(null)).campuses[0]).not.toHaveProperty('grounds');
    expect(refusal(campus(lawn, { ...entrance, kind: 'lawn' }))).toContain('campuses.0.grounds.1.shape');
    expect(refusal(campus({ ...lawn, kind: 'forest' }))).toContain('campuses.0.grounds.0.kind');
    expect(refusal(campus({ ...lawn, colour: 'red' }))).toContain('campuses.0.grounds.0');
    expect(refusal(campus({ ...path, width: 0 }))).toContain('campuses.0.grounds.0.width');
    expect(refusal(campus({ ...lawn, shape: polygon(SQUARE.slice(0, 4)) }))).toContain(
      'ends where it begins',
    );
  });

  it('refuses a building with too many corners', () => {
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
