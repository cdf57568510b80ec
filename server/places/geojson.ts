/** Campuses and buildings from and to GeoJSON (RFC 7946); `data/ist.geojson` shows the format. */
import { z } from 'zod';
import { displayName, identifier } from '@/protocol/fields';
import { fail } from '@/server/errors';
import { parse } from '@/server/parse';
import {
  type Building,
  type Campus,
  equivalentRadius,
  measure,
  type Position,
  type Ring,
  reachOf,
  ringArea,
} from './geometry';

export interface Places {
  campuses: Campus[];
  buildings: Building[];
}

/** What is stored of a building's outline: the geometry of GeoJSON. */
export type Outline =
  | { type: 'Polygon'; coordinates: Ring[] }
  | { type: 'MultiPolygon'; coordinates: Ring[][] };

/** More than any campus has, few enough to read at once. */
export const PLACES_LIMITS = {
  campuses: 1_000,
  buildings: 20_000,
  /** Corners of one building. */
  vertices: 2_000,
  /** Metres; what reaches farther from its centre is no building. */
  radius: 10_000,
} as const;

const LIMITS = PLACES_LIMITS;
const longitude = z.number().min(-180).max(180);
const latitude = z.number().min(-90).max(90);
const radius = z.number().positive().max(LIMITS.radius);

// Heights are allowed by GeoJSON and mean nothing here.
const point = z.tuple([longitude, latitude], z.number()).transform(([lon, lat]): Ring[number] => [lon, lat]);
const ring = z
  .array(point)
  .min(4, 'a ring has at least 4 positions')
  .max(LIMITS.vertices)
  .refine((points) => {
    const first = points[0];
    const last = points[points.length - 1];
    return first?.[0] === last?.[0] && first?.[1] === last?.[1];
  }, 'a ring ends where it begins')
  .refine((points) => Math.abs(ringArea(points)) > 0.01, 'a ring encloses an area');
const rings = z.array(ring).min(1).max(LIMITS.vertices);

const polygon = z.strictObject({
  type: z.literal('Polygon'),
  coordinates: rings,
  bbox: z.unknown().optional(),
});
const multiPolygon = z.strictObject({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(rings).min(1).max(LIMITS.vertices),
  bbox: z.unknown().optional(),
});
const pointGeometry = z.strictObject({
  type: z.literal('Point'),
  coordinates: point,
  bbox: z.unknown().optional(),
});

const geometry = z.discriminatedUnion('type', [polygon, multiPolygon, pointGeometry]);

// Other tools write ids as numbers too.
const id = z.union([z.int().min(0).transform(String), identifier], 'must be an id');

const feature = z.strictObject({
  type: z.literal('Feature'),
  id: id.optional(),
  bbox: z.unknown().optional(),
  geometry: geometry.nullable(),
  properties: z.strictObject({
    type: z.literal('BUILDING').optional(),
    id: id.optional(),
    name: displayName,
    campus: id.nullish(),
    latitude: latitude.optional(),
    longitude: longitude.optional(),
    radius: radius.optional(),
  }),
});

const campus = z.strictObject({
  type: z.literal('CAMPUS').optional(),
  id,
  name: displayName,
  latitude: latitude.nullish(),
  longitude: longitude.nullish(),
});

const collection = z.strictObject({
  type: z.literal('FeatureCollection'),
  about: z.string().max(2_000).optional(),
  name: z.string().max(200).optional(),
  bbox: z.unknown().optional(),
  campuses: z.array(campus).max(LIMITS.campuses).optional(),
  features: z.array(feature).max(LIMITS.buildings),
});

type Feature = z.output<typeof feature>;

const refuse = (field: string, message: string) => fail('bad_request', `${field}: ${message}`, { field });

/**
 * Reads campuses and buildings. A Polygon or MultiPolygon gives the boundary, and the centre and radius
 * where they are missing (the centroid; the circle of its area). A Point, or no geometry but latitude and
 * longitude, gives a circle and needs a radius. None of these: a building without a boundary.
 *
 * Throws `bad_request` whose field is the path of the first bad element
 * (`features.3.geometry.coordinates.0.2.1`). Ids are unique; a building's campus is among `campuses`.
 */
export function parsePlaces(input: unknown): Places {
  const parsed = parse(collection, input);
  const campuses: Campus[] = (parsed.campuses ?? []).map((c) => {
    const located = typeof c.latitude === 'number' && typeof c.longitude === 'number';
    return {
      id: c.id,
      name: c.name,
      latitude: located ? (c.latitude as number) : null,
      longitude: located ? (c.longitude as number) : null,
    };
  });
  const campusIds = unique(
    campuses.map((c) => c.id),
    (i) => `campuses.${i}.id`,
  );
  const buildings = parsed.features.map((f, i) => toBuilding(f, `features.${i}`, campusIds));
  unique(
    buildings.map((b) => b.id),
    (i) => `features.${i}.properties.id`,
  );
  return { campuses, buildings };
}

function unique(ids: string[], path: (index: number) => string): Set<string> {
  const seen = new Set<string>();
  ids.forEach((value, i) => {
    if (seen.has(value)) throw refuse(path(i), `the id ${value} is there twice`);
    seen.add(value);
  });
  return seen;
}

function toBuilding(f: Feature, path: string, campusIds: Set<string>): Building {
  const p = f.properties;
  const buildingId = p.id ?? f.id;
  if (buildingId === undefined) throw refuse(`${path}.properties.id`, 'is missing');
  if (f.id !== undefined && f.id !== buildingId) {
    throw refuse(`${path}.id`, `is ${f.id}, but properties.id is ${buildingId}`);
  }
  const campusId = p.campus ?? null;
  if (campusId !== null && !campusIds.has(campusId)) {
    throw refuse(`${path}.properties.campus`, `no campus ${campusId} in the file`);
  }
  if ((p.latitude === undefined) !== (p.longitude === undefined)) {
    throw refuse(`${path}.properties`, 'latitude and longitude come together');
  }
  const named = { id: buildingId, name: p.name, campusId };
  const given =
    p.latitude === undefined || p.longitude === undefined
      ? null
      : { latitude: p.latitude, longitude: p.longitude };

  if (f.geometry === null || f.geometry.type === 'Point') {
    const at = f.geometry?.coordinates;
    const centre = given ?? (at ? { latitude: at[1], longitude: at[0] } : null);
    if (!centre) return { ...named, latitude: null, longitude: null, radius: null, polygon: null };
    if (p.radius === undefined) {
      throw refuse(`${path}.properties.radius`, 'is missing: a building without a polygon is a circle');
    }
    return { ...named, ...centre, radius: p.radius, polygon: null };
  }
  return { ...named, ...bound(f.geometry, given, p.radius, path) };
}

function bound(shape: Outline, given: Position | null, radiusGiven: number | undefined, path: string) {
  const boundary = ringsOf(shape);
  if (boundary.reduce((sum, r) => sum + r.length, 0) > LIMITS.vertices) {
    throw refuse(`${path}.geometry.coordinates`, `has more than ${LIMITS.vertices} positions`);
  }
  const { area, centre: centroid } = measure(boundary);
  if (!(area > 0.01)) throw refuse(`${path}.geometry.coordinates`, 'the holes are as large as the building');
  const centre = given ?? centroid;
  if (reachOf(centre, boundary) > LIMITS.radius) {
    throw refuse(`${path}.geometry.coordinates`, `reaches more than ${LIMITS.radius} m from its centre`);
  }
  return { ...centre, radius: radiusGiven ?? equivalentRadius(boundary), polygon: boundary };
}

/** The rings of a geometry as `Boundary.polygon` wants them: outer ones turned counter-clockwise, holes clockwise. */
export function ringsOf(shape: Outline): Ring[] {
  const parts = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  return parts.flatMap((part) => part.map((r, i) => (ringArea(r) > 0 === (i === 0) ? r : [...r].reverse())));
}

/** The geometry of a building's rings: the inverse of `ringsOf`. */
export function outlineOf(boundary: Ring[]): Outline {
  const parts: Ring[][] = [];
  for (const r of boundary) {
    const part = parts[parts.length - 1];
    if (part && ringArea(r) < 0) part.push(r);
    else parts.push([r]);
  }
  const [only, ...others] = parts;
  return only && others.length === 0
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: parts };
}
