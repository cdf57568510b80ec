/** Converts campuses and buildings from and to GeoJSON (RFC 7946); `data/ist.geojson` shows the format. */
import { z } from 'zod';
import { fail } from '@/protocol/errors';
import { displayName, identifier } from '@/protocol/fields';
import { parse } from '@/server/parse';
import {
  type Boundary,
  type BoundedBuilding,
  type Building,
  type Campus,
  distance,
  measure,
  type NoBoundary,
  type Position,
  partsOf,
  type Ring,
  reachOf,
  ringArea,
} from './geometry';
import { grounds } from './grounds';
import { latitude, longitude, PLACES_LIMITS, point, rings } from './shapes';
import { TooManyCrossings } from './union';
import { faultOf } from './validity';

export interface Places {
  campuses: Campus[];
  buildings: Building[];
}

/** The stored outline of a building: a geometry of GeoJSON. */
export type Outline =
  | { type: 'Polygon'; coordinates: Ring[] }
  | { type: 'MultiPolygon'; coordinates: Ring[][] };

const LIMITS = PLACES_LIMITS;
const radius = z.number().positive().max(LIMITS.radius);

const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: rings }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings).min(1).max(LIMITS.vertices) }),
  z.object({ type: z.literal('Point'), coordinates: point }),
]);

/** Accepts ids of other tools: numbers (negative ones from JOSM) and OpenStreetMap's `way/1234`. */
const id = z.union(
  [
    z.int().transform(String),
    z
      .string()
      .regex(/^(node|way|relation)\/-?\d{1,20}$/)
      .transform((osm) => osm.replace('/', '-')),
    identifier,
  ],
  'must be an id',
);

/** Accepts null for a member and treats it as absent. */
const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

// Other members are ignored and counted: see `ignoredIn`.
const properties = z.object({
  id: optional(id),
  name: displayName,
  campus: optional(id),
  latitude: optional(latitude),
  longitude: optional(longitude),
  radius: optional(radius),
});
const feature = z.object({
  type: z.literal('Feature'),
  id: optional(id),
  geometry: geometry.nullable(),
  properties,
});
const campus = z.object({
  id,
  name: displayName,
  latitude: latitude.nullish(),
  longitude: longitude.nullish(),
  grounds: optional(grounds),
});

/** RFC 7946 has only one reference system; older tools name it. */
const CRS84 =
  /^(urn:ogc:def:crs:OGC:(1\.3)?:CRS84|OGC:CRS84|https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/(1\.3|0)\/CRS84)$/i;
const crs = z.object({
  type: z.literal('name'),
  properties: z.object({
    name: z.string().regex(CRS84, 'must be CRS84: longitude and latitude in degrees (WGS 84)'),
  }),
});

const collection = z.object({
  type: z.literal('FeatureCollection'),
  crs: optional(crs),
  campuses: optional(z.array(campus).max(LIMITS.campuses)),
  features: z.array(feature).max(LIMITS.buildings),
});

/** Members that are used, or that RFC 7946 and the sample have; all others are counted as ignored. */
const KNOWN = {
  collection: ['type', 'crs', 'campuses', 'features', 'name', 'about', 'bbox'],
  feature: ['type', 'id', 'geometry', 'properties', 'bbox'],
  properties: ['type', ...Object.keys(properties.shape)],
  campus: ['type', ...Object.keys(campus.shape)],
};

/** Counts how often each ignored member occurs in a file of the shape `collection`. */
function ignoredIn(input: z.input<typeof collection>): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (object: object, known: string[]) => {
    for (const name of Object.keys(object))
      if (!known.includes(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  count(input, KNOWN.collection);
  for (const campusInput of input.campuses ?? []) count(campusInput, KNOWN.campus);
  for (const featureInput of input.features) {
    count(featureInput, KNOWN.feature);
    count(featureInput.properties, KNOWN.properties);
  }
  return counts;
}

type Feature = z.output<typeof feature>;

/**
 * Metres between a building and its campus or another building of that campus; beyond this distance one of the two
 * positions is wrong.
 */
const MAX_METRES_FROM_CAMPUS = 100_000;

const refuse = (field: string, message: string) => fail('bad_request', `${field}: ${message}`, { field });

/**
 * Parses campuses and buildings. A Polygon or MultiPolygon is the boundary, and gives the centre (its centroid) and the
 * radius (of the circle of its area) where they are missing. A Point, or no geometry but latitude and longitude, is a
 * circle and needs a radius. A building with none of these has no boundary.
 *
 * Throws `bad_request` whose field is the path of the first invalid element (`features.3.geometry.coordinates.0.2.1`).
 * Ids must be unique; a building's campus must be in `campuses` or `known` (the stored places), and at most
 * `MAX_METRES_FROM_CAMPUS` away. If the campus has no centre, one of its other buildings stands for it.
 * `ignored`: how often each ignored member occurs. The `grounds` of a campus are only drawn, and refused with any member
 * that is not known.
 */
export function parsePlaces(
  input: unknown,
  known: Places = { campuses: [], buildings: [] },
): Places & { ignored: Map<string, number> } {
  const parsed = parse(collection, input);
  const campuses: Campus[] = (parsed.campuses ?? []).map((c) => {
    const located = typeof c.latitude === 'number' && typeof c.longitude === 'number';
    return {
      id: c.id,
      name: c.name,
      latitude: located ? (c.latitude as number) : null,
      longitude: located ? (c.longitude as number) : null,
      ...(c.grounds && { grounds: c.grounds }),
    };
  });
  unique(
    campuses.map((c) => c.id),
    (i) => `campuses.${i}.id`,
  );
  const byId = new Map([...known.campuses, ...campuses].map((c) => [c.id, c]));
  const buildings = parsed.features.map((f, i) => toBuilding(f, `features.${i}`, byId));
  unique(
    buildings.map((b) => b.id),
    (i) => `features.${i}.properties.id`,
  );
  const ids = new Set(buildings.map((b) => b.id));
  refuseFarBuildings(
    buildings,
    byId,
    known.buildings.filter((b) => !ids.has(b.id)),
  );
  return { campuses, buildings, ignored: ignoredIn(input as z.input<typeof collection>) };
}

function unique(ids: string[], path: (index: number) => string): void {
  const seen = new Set<string>();
  ids.forEach((value, i) => {
    if (seen.has(value)) throw refuse(path(i), `the id ${value} is there twice`);
    seen.add(value);
  });
}

function toBuilding(f: Feature, path: string, campuses: ReadonlyMap<string, Campus>): Building {
  const p = f.properties;
  // Tools number features by themselves, so the property takes precedence.
  const buildingId = p.id ?? f.id;
  if (buildingId === undefined) throw refuse(`${path}.properties.id`, 'is missing');
  const campusId = p.campus ?? null;
  if (campusId !== null && !campuses.has(campusId)) {
    throw refuse(`${path}.properties.campus`, `no campus ${campusId} in the file, nor known`);
  }
  return { id: buildingId, name: p.name, campusId, ...boundaryOf(f, path) };
}

/**
 * Throws `bad_request` for the first building that is too far from its campus, or if that has no centre from a typical
 * building of it, preferably a stored one.
 */
function refuseFarBuildings(
  buildings: Building[],
  campuses: ReadonlyMap<string, Campus>,
  stored: Building[],
): void {
  const [typicalStored, typical] = [typicalBuildings(stored), typicalBuildings(buildings)];
  buildings.forEach((building, i) => {
    const campus = campuses.get(building.campusId ?? '');
    if (!campus || building.latitude === null) return;
    const other = typicalStored.get(campus.id) ?? typical.get(campus.id) ?? building;
    const located = campus.latitude !== null && campus.longitude !== null;
    const centre = located
      ? { latitude: campus.latitude as number, longitude: campus.longitude as number }
      : other;
    const metres = distance(centre, building);
    if (metres <= MAX_METRES_FROM_CAMPUS) return;
    const from = located
      ? `its campus ${campus.id}`
      : `${other.id}, another building of its campus ${campus.id}`;
    throw refuse(
      `features.${i}.geometry`,
      `is ${Math.round(metres / 1000)} km from ${from}; are latitude and longitude swapped?`,
    );
  });
}

/**
 * Returns the building with the middle latitude of each campus. A few buildings with swapped coordinates are first or
 * last in the order of latitude.
 */
function typicalBuildings(buildings: Building[]): Map<string, BoundedBuilding> {
  const bounded = buildings.filter((b): b is BoundedBuilding => b.latitude !== null);
  const byCampus = new Map<string, BoundedBuilding[]>();
  for (const building of bounded.sort((a, b) => a.latitude - b.latitude)) {
    const group = byCampus.get(building.campusId ?? '');
    if (group) group.push(building);
    else byCampus.set(building.campusId ?? '', [building]);
  }
  return new Map([...byCampus].map(([id, group]) => [id, group[group.length >> 1] as BoundedBuilding]));
}

function boundaryOf(f: Feature, path: string): Boundary | NoBoundary {
  const p = f.properties;
  if ((p.latitude === undefined) !== (p.longitude === undefined)) {
    throw refuse(`${path}.properties`, 'latitude and longitude come together');
  }
  const givenCentre =
    p.latitude === undefined || p.longitude === undefined
      ? null
      : { latitude: p.latitude, longitude: p.longitude };

  if (f.geometry === null || f.geometry.type === 'Point') {
    const at = f.geometry?.coordinates;
    const centre = givenCentre ?? (at ? { latitude: at[1], longitude: at[0] } : null);
    if (!centre) return { latitude: null, longitude: null, radius: null, polygon: null };
    if (p.radius === undefined) {
      throw refuse(`${path}.properties.radius`, 'is missing: a building without a polygon is a circle');
    }
    return { ...centre, radius: p.radius, polygon: null };
  }
  return bound(f.geometry, givenCentre, p.radius, path);
}

function bound(
  shape: Outline,
  givenCentre: Position | null,
  radiusGiven: number | undefined,
  path: string,
): Boundary {
  const boundary = ringsOf(shape);
  if (boundary.reduce((sum, r) => sum + r.length, 0) > LIMITS.vertices) {
    throw refuse(`${path}.geometry.coordinates`, `has more than ${LIMITS.vertices} positions`);
  }
  partsOf(boundary).forEach((part, n) => {
    const found = faultOf(part);
    const where = shape.type === 'Polygon' ? [found?.ring] : [n, found?.ring];
    if (found) throw refuse(`${path}.geometry.coordinates.${where.join('.')}`, found.fault);
  });
  const { area, centre: centroid } = measured(boundary, path);
  if (!(area > 0.01)) throw refuse(`${path}.geometry.coordinates`, 'the holes are as large as the building');
  const centre = givenCentre ?? centroid;
  if (reachOf(centre, boundary) > LIMITS.radius) {
    throw refuse(`${path}.geometry.coordinates`, `reaches more than ${LIMITS.radius} m from its centre`);
  }
  return { ...centre, radius: radiusGiven ?? Math.sqrt(area / Math.PI), polygon: boundary };
}

function measured(boundary: Ring[], path: string): ReturnType<typeof measure> {
  try {
    return measure(boundary);
  } catch (error) {
    if (!(error instanceof TooManyCrossings)) throw error;
    throw refuse(
      `${path}.geometry.coordinates`,
      'has parts or holes that cross each other too often to be measured',
    );
  }
}

/**
 * Returns the rings of a geometry in the form of `Boundary.polygon`: outer rings counter-clockwise, holes clockwise.
 */
export function ringsOf(shape: Outline): Ring[] {
  const parts = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  return parts.flatMap((part) => part.map((r, i) => (ringArea(r) > 0 === (i === 0) ? r : [...r].reverse())));
}

/** Returns the geometry of a building's rings: the inverse of `ringsOf`. */
export function outlineOf(boundary: Ring[]): Outline {
  const parts = partsOf(boundary);
  const [only, ...others] = parts;
  return only && others.length === 0
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: parts };
}
