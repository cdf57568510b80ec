/**
 * Geometry on the sphere for places: distances, and polygons that hold a point.
 *
 * Why not geolib here: its `getDistance` goes through acos, which is off by up to about 0.1 m below a few metres and
 * then rounds to whole metres; its `isPointInPolygon` works on raw degrees, so it has no holes, is wrong across the
 * antimeridian and around a pole, and gives a point on a shared wall to either both or neither neighbour. The tests
 * compare our results with geolib's where geolib is right.
 */
import type { Ground } from '@/protocol/places';
import { measureUnion } from './union';

/** A position in WGS 84 degrees. */
export interface Position {
  latitude: number;
  longitude: number;
}

/** A closed ring in GeoJSON order, `[longitude, latitude]`, first equal to last. */
export type Ring = [longitude: number, latitude: number][];

/** A campus; `latitude` and `longitude` are null when its centre is unknown. */
export interface Campus {
  id: string;
  name: string;
  latitude: number | null;
  longitude: number | null;
  /** Lawns, paths, waters, trees and entrances, which are only drawn. Absent in an import that leaves them as they are. */
  grounds?: Ground[];
}

/** The boundary of a building: the polygon if present, else the circle. */
export interface Boundary {
  latitude: number;
  longitude: number;
  /** Metres: the circle's radius, and the size of any building, with which an accuracy is compared. */
  radius: number;
  /**
   * All rings of a Polygon or MultiPolygon in one list: outer rings counter-clockwise, each followed by its holes,
   * clockwise (RFC 7946, 3.1.6). The polygon holds a point that is in an outer ring and in none of that ring's holes.
   */
  polygon: Ring[] | null;
}

/**
 * A building known by name only (a FenixEdu space without geometry): it can be chosen by hand but never holds a
 * position.
 */
export interface NoBoundary {
  latitude: null;
  longitude: null;
  radius: null;
  polygon: null;
}

export type Building = { id: string; name: string; campusId: string | null } & (Boundary | NoBoundary);
export type BoundedBuilding = Building & Boundary;

/** Mean radius of the earth in metres (IUGG R1). */
export const EARTH_RADIUS_METRES = 6_371_008.8;

/**
 * A point this near a wall (metres) is on it, and the wall is part of the building. Coordinates have seven decimals
 * (about 1 cm), so two buildings' copies of one wall may be a centimetre apart; without this margin a point could fall
 * between them.
 */
export const WALL_METRES = 0.05;

const RADIANS = Math.PI / 180;

/** Returns the great-circle distance in metres (haversine: accurate at small distances, defined everywhere). */
export function distance(a: Position, b: Position): number {
  const sinLat = Math.sin(((b.latitude - a.latitude) * RADIANS) / 2);
  const sinLon = Math.sin(((b.longitude - a.longitude) * RADIANS) / 2);
  const h =
    sinLat * sinLat + Math.cos(a.latitude * RADIANS) * Math.cos(b.latitude * RADIANS) * sinLon * sinLon;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Wraps a longitude into [-180, 180). */
export function wrapLongitude(longitude: number): number {
  const turned = (((longitude + 180) % 360) + 360) % 360;
  return turned - 180;
}

/**
 * Projects a point to `[x, y]` in metres east and north of `origin` (azimuthal equidistant: distances and bearings from
 * the origin are true). Works across the antimeridian and the poles, and depends only on origin and point, so two
 * buildings have their common corner at the same place.
 */
export function project(origin: Position, point: Position): [x: number, y: number] {
  const phi0 = origin.latitude * RADIANS;
  const phi = point.latitude * RADIANS;
  const lambda = (point.longitude - origin.longitude) * RADIANS;
  const sinHalf = Math.sin(lambda / 2);
  const x = Math.cos(phi) * Math.sin(lambda);
  // Equals cos φ0 sin φ − sin φ0 cos φ cos λ; this form avoids cancellation at small distances.
  const y = Math.sin(phi - phi0) + 2 * Math.sin(phi0) * Math.cos(phi) * sinHalf * sinHalf;
  const sine = Math.hypot(x, y);
  const cosine = Math.sin(phi0) * Math.sin(phi) + Math.cos(phi0) * Math.cos(phi) * Math.cos(lambda);
  const scale = EARTH_RADIUS_METRES * (sine === 0 ? 1 : Math.atan2(sine, cosine) / sine);
  return [x * scale, y * scale];
}

/** Returns the position `x` metres east and `y` metres north of `origin`: the inverse of `project`. */
export function unproject(origin: Position, x: number, y: number): Position {
  const metres = Math.hypot(x, y);
  if (metres === 0) return { ...origin };
  const phi0 = origin.latitude * RADIANS;
  const c = metres / EARTH_RADIUS_METRES;
  const sine = Math.cos(c) * Math.sin(phi0) + (y * Math.sin(c) * Math.cos(phi0)) / metres;
  const east = (x * Math.sin(c)) / metres;
  const out = Math.cos(phi0) * Math.cos(c) - (y * Math.sin(phi0) * Math.sin(c)) / metres;
  return {
    // By atan2: asin loses centimetres within a metre of a pole.
    latitude: Math.atan2(sine, Math.hypot(east, out)) / RADIANS,
    longitude: wrapLongitude(origin.longitude + Math.atan2(east, out) / RADIANS),
  };
}

/** Projects a ring to metres east and north of `origin`. */
export function projectRing(origin: Position, ring: Ring): [number, number][] {
  return ring.map(([longitude, latitude]) => project(origin, { latitude, longitude }));
}

/** Returns the distance in metres from the plane's origin to the segment from (ax, ay) to (bx, by). */
function distanceToSegment(ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  return Math.hypot(ax + t * dx, ay + t * dy);
}

/**
 * Returns the metres from a position to a polygon (see `Boundary.polygon`): 0 inside and on a wall (within
 * `WALL_METRES`). Edges are straight in the plane around the position; for edges of building size this differs from
 * GeoJSON's straight degrees by less than a millimetre up to 80° of latitude.
 */
export function distanceToPolygon(position: Position, polygon: Ring[]): number {
  let inside = false;
  let insidePart = false;
  let nearest = Number.POSITIVE_INFINITY;
  for (const ring of polygon) {
    const points = projectRing(position, ring);
    let insideRing = false;
    let area = 0;
    for (let i = 1; i < points.length; i++) {
      const [ax, ay] = points[i - 1] as [number, number];
      const [bx, by] = points[i] as [number, number];
      nearest = Math.min(nearest, distanceToSegment(ax, ay, bx, by));
      area += ax * by - bx * ay;
      // Even-odd rule, ray from the origin to the east.
      if (ay > 0 !== by > 0 && ax + ((bx - ax) * -ay) / (by - ay) > 0) insideRing = !insideRing;
    }
    if (area > 0) {
      inside ||= insidePart;
      insidePart = insideRing;
    } else if (insideRing) insidePart = false;
  }
  return inside || insidePart || nearest <= WALL_METRES ? 0 : nearest;
}

/** Returns the signed area of a ring in m²: positive if it runs counter-clockwise. Exact enough for building sizes. */
export function ringArea(ring: Ring): number {
  const [first] = ring;
  if (!first) return 0;
  const points = projectRing({ longitude: first[0], latitude: first[1] }, ring);
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1] as [number, number];
    const [bx, by] = points[i] as [number, number];
    area += (ax * by - bx * ay) / 2;
  }
  return area;
}

/**
 * Returns area (m²) and centroid of a polygon whose rings are wound as in `Boundary.polygon`; overlaps of parts count
 * once. Throws `TooManyCrossings`.
 */
export function measure(polygon: Ring[]): { area: number; centre: Position } {
  const first = polygon[0]?.[0];
  if (!first) throw new RangeError('a polygon has at least one ring');
  const origin = { longitude: first[0], latitude: first[1] };
  const parts = partsOf(polygon).map((rings) => rings.map((ring) => projectRing(origin, ring)));
  const { area, mx, my } = measureUnion(parts);
  return { area, centre: area === 0 ? origin : unproject(origin, mx / area, my / area) };
}

/** Splits a polygon into its parts: each an outer ring and its holes. */
export function partsOf(polygon: Ring[]): Ring[][] {
  const parts: Ring[][] = [];
  for (const ring of polygon) {
    const part = parts[parts.length - 1];
    if (part && ringArea(ring) < 0) part.push(ring);
    else parts.push([ring]);
  }
  return parts;
}

/** Returns the metres from `centre` to the farthest corner. */
export function reachOf(centre: Position, polygon: Ring[]): number {
  let reach = 0;
  for (const ring of polygon) {
    for (const [longitude, latitude] of ring)
      reach = Math.max(reach, distance(centre, { latitude, longitude }));
  }
  return reach;
}

/** Returns the metres from a position to a building: 0 when the building holds it. */
export function distanceToBuilding(position: Position, building: BoundedBuilding): number {
  if (building.polygon) return distanceToPolygon(position, building.polygon);
  return Math.max(0, distance(position, building) - building.radius);
}
