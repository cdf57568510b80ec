import { getDistance, getDistanceFromLine, isPointInPolygon } from 'geolib';
import type { Ground } from '@/protocol/places';
import { type Draft, emptyOutline, leastCorners, type Point, toPosition } from './draft';

/** The kinds of grounds, as they are offered. */
export const GROUND_KINDS = ['lawn', 'water', 'path', 'tree', 'entrance'] as const satisfies Ground['kind'][];
export type GroundKind = Ground['kind'];

const toPoint = ([longitude, latitude]: [number, number]): Point => ({ latitude, longitude });

/** Returns the draft of a piece of the grounds. */
export function draftOfGround({ shape }: Ground): Draft {
  if (shape.type === 'Point') return { kind: 'point', at: toPoint(shape.coordinates) };
  if (shape.type === 'LineString')
    return { kind: 'outline', open: true, parts: [[shape.coordinates.map(toPoint)]] };
  return { kind: 'outline', parts: [shape.coordinates.map((ring) => ring.slice(0, -1).map(toPoint))] };
}

/** Returns the draft of a new piece, which is to be drawn. */
export function emptyGround(kind: GroundKind): Draft {
  if (kind === 'tree' || kind === 'entrance') return { kind: 'point', at: null };
  return emptyOutline(kind === 'path');
}

/** Returns the drawn piece; null while it is not complete. `width`: metres of a path. */
export function groundOf(kind: GroundKind, draft: Draft, width: number | undefined): Ground | null {
  if (kind === 'tree' || kind === 'entrance')
    return draft.kind === 'point' && draft.at
      ? { kind, shape: { type: 'Point', coordinates: toPosition(draft.at) } }
      : null;
  if (draft.kind !== 'outline') return null;
  const rings = draft.parts[0] ?? [];
  if (rings.some((ring) => ring.length < leastCorners(draft))) return null;
  if (kind === 'path')
    return {
      kind,
      shape: { type: 'LineString', coordinates: (rings[0] ?? []).map(toPosition) },
      ...(width !== undefined && { width }),
    };
  const closed = rings.map((ring) => [...ring, ring[0] as Point].map(toPosition));
  return { kind, shape: { type: 'Polygon', coordinates: closed } };
}

/** Metres from a press to what it still means. */
const NEAR = 8;

/** Returns the index of the piece at a point, the one that is drawn uppermost; -1 for none. */
export function groundAt(grounds: readonly Ground[], point: Point): number {
  const uppermost = (a: number, b: number) => rankOf(grounds[b]) - rankOf(grounds[a]);
  return [...grounds.keys()].filter((i) => isAt(grounds[i] as Ground, point)).sort(uppermost)[0] ?? -1;
}

const rankOf = (ground: Ground | undefined) => (ground ? GROUND_KINDS.indexOf(ground.kind) : -1);

function isAt({ shape }: Ground, point: Point): boolean {
  if (shape.type === 'Point') return getDistance(toPoint(shape.coordinates), point, 0.1) <= NEAR;
  if (shape.type === 'Polygon') return isPointInPolygon(point, (shape.coordinates[0] ?? []).map(toPoint));
  const corners = shape.coordinates.map(toPoint);
  return corners.slice(1).some((to, i) => getDistanceFromLine(point, corners[i] as Point, to, 0.1) <= NEAR);
}
