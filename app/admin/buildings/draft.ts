import type { BuildingShape, WireBuilding } from '@/protocol/places';

export interface Point {
  latitude: number;
  longitude: number;
}

/**
 * The boundary or the piece of the grounds that is being drawn. An outline does not repeat its first corner at the end;
 * a line is an outline of one ring that is not closed (`open`).
 */
export type Draft =
  | { kind: 'outline'; parts: Point[][][]; open?: boolean }
  | { kind: 'circle'; centre: Point | null; radius: number }
  | { kind: 'point'; at: Point | null }
  | { kind: 'none' };

/** A corner of an outline: the indices of its part, of the ring in it, and of the corner. */
export interface Corner {
  part: number;
  ring: number;
  at: number;
}

/** Metres of a new circle. */
export const NEW_RADIUS = 30;
export const MAX_RADIUS = 5_000;

/** Seven decimals are about a centimetre. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
const rounded = ({ latitude, longitude }: Point): Point => ({
  latitude: round(latitude),
  longitude: round(longitude),
});

/** Returns the draft of a building's boundary. */
export function draftOf({ boundary, latitude, longitude, radius }: WireBuilding): Draft {
  if (boundary) {
    const parts = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
    const open = (ring: [number, number][]) =>
      ring.slice(0, -1).map(([longitude, latitude]) => ({ latitude, longitude }));
    return { kind: 'outline', parts: parts.map((rings) => rings.map(open)) };
  }
  if (latitude === null || longitude === null || radius === null) return { kind: 'none' };
  return { kind: 'circle', centre: { latitude, longitude }, radius };
}

/** Returns an outline without corners, which is to be drawn; `open`: a line. */
export const emptyOutline = (open = false): Draft => ({
  kind: 'outline',
  parts: [[[]]],
  ...(open && { open }),
});

/** Returns the number of corners that a ring of a draft has at least. */
export const leastCorners = (draft: Draft): number => (draft.kind === 'outline' && draft.open ? 2 : 3);

/** Returns the boundary as the server accepts it; undefined while the draft is not complete. */
export function shapeOf(draft: Draft): BuildingShape | null | undefined {
  if (draft.kind === 'none' || draft.kind === 'point') return null;
  if (draft.kind === 'circle')
    return draft.centre ? { type: 'Circle', ...rounded(draft.centre), radius: draft.radius } : undefined;
  if (draft.parts.some((rings) => rings.some((ring) => ring.length < 3))) return undefined;
  const closed = draft.parts.map((rings) => rings.map((ring) => [...ring, ring[0] as Point].map(toPosition)));
  const [only, ...others] = closed;
  if (!only) return undefined;
  return others.length === 0
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: closed };
}

/** Returns the position of a point as GeoJSON, longitude first. */
export const toPosition = ({ latitude, longitude }: Point): [number, number] => [
  round(longitude),
  round(latitude),
];

/** Returns the outline with one ring replaced by what `change` makes of it. */
function withRing(
  draft: Draft,
  { part, ring }: Omit<Corner, 'at'>,
  change: (ring: Point[]) => Point[],
): Draft {
  if (draft.kind !== 'outline') return draft;
  const parts = draft.parts.map((rings, p) =>
    p === part ? rings.map((each, r) => (r === ring ? change(each) : each)) : rings,
  );
  return { ...draft, parts };
}

/** Returns the outline with a corner at another point. */
export const moveCorner = (draft: Draft, corner: Corner, to: Point): Draft =>
  withRing(draft, corner, (ring) => ring.map((point, i) => (i === corner.at ? to : point)));

/** Returns the outline with a new corner before the corner at `corner.at`, which may be the end of the ring. */
export const addCorner = (draft: Draft, corner: Corner, point: Point): Draft =>
  withRing(draft, corner, (ring) => ring.toSpliced(corner.at, 0, point));

/** Returns the outline without a corner; without the whole ring or part where too few corners would be left. */
export function removeCorner(draft: Draft, corner: Corner): Draft {
  if (draft.kind !== 'outline') return draft;
  const rings = draft.parts[corner.part] ?? [];
  const ring = rings[corner.ring] ?? [];
  if (ring.length > leastCorners(draft))
    return withRing(draft, corner, (points) => points.toSpliced(corner.at, 1));
  if (corner.ring > 0)
    return {
      kind: 'outline',
      parts: draft.parts.map((each, p) => (p === corner.part ? each.toSpliced(corner.ring, 1) : each)),
    };
  if (draft.parts.length > 1) return { kind: 'outline', parts: draft.parts.toSpliced(corner.part, 1) };
  return withRing(draft, corner, (points) => points.toSpliced(corner.at, 1));
}

/** Returns the middle of the edge that ends at a corner. */
export function middleBefore(ring: readonly Point[], at: number): Point {
  const [a, b] = [ring[(at + ring.length - 1) % ring.length] as Point, ring[at % ring.length] as Point];
  return { latitude: (a.latitude + b.latitude) / 2, longitude: (a.longitude + b.longitude) / 2 };
}

const METRES_PER_DEGREE = 111_195;

/** Returns the point so many metres north and east of another. */
export function movedBy({ latitude, longitude }: Point, north: number, east: number): Point {
  return {
    latitude: latitude + north / METRES_PER_DEGREE,
    longitude: longitude + east / (METRES_PER_DEGREE * Math.max(0.01, Math.cos((latitude * Math.PI) / 180))),
  };
}

/** Returns an id for a new building from its name; `taken` has the ids in use. */
export function idFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 50);
  const base = plain || 'building';
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
