import {
  distanceToPolygon,
  distanceToSegment,
  projectRing,
  type Ring,
  ringArea,
  WALL_METRES,
} from './geometry';

/** Returns the first fault of a part (an outer ring and its holes) and the ring that has it; null for a valid part. */
export function faultOf([outer, ...holes]: Ring[]): { ring: number; fault: string } | null {
  if (!outer) return null;
  for (const [n, ring] of [outer, ...holes].entries())
    if (crosses(ring)) return { ring: n, fault: 'crosses itself' };
  for (const [n, hole] of holes.entries())
    if (!holds(outer, hole)) return { ring: n + 1, fault: 'a hole reaches outside the building' };
  return null;
}

/** Returns whether two edges of a ring cross. Edges that only touch do not cross. */
export function crosses(ring: Ring): boolean {
  const [first] = ring;
  if (!first) return false;
  const points = projectRing({ longitude: first[0], latitude: first[1] }, ring);
  for (let i = 1; i < points.length; i++) {
    for (let j = i + 2; j < points.length; j++) {
      const [a, b, c, d] = [points[i - 1], points[i], points[j - 1], points[j]] as Point[];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

type Point = [x: number, y: number];

/** Returns the side of the line from `a` to `b` on which a point is: 1, -1, or 0 within a millimetre of the line. */
function side(a: Point | undefined, b: Point | undefined, point: Point | undefined): number {
  const [[ax, ay], [bx, by], [x, y]] = [a as Point, b as Point, point as Point];
  const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  return Math.abs(cross) <= 0.001 * Math.hypot(bx - ax, by - ay) ? 0 : Math.sign(cross);
}

/**
 * Returns whether a hole lies in an outer ring, walls included: no corner of the hole is outside, and no corner of the
 * outer ring is deep in the hole.
 */
function holds(outer: Ring, hole: Ring): boolean {
  const inner = ringArea(hole) > 0 ? hole : hole.toReversed();
  const at = ([longitude, latitude]: Ring[number]) => ({ latitude, longitude });
  const deep = (point: Ring[number]) =>
    distanceToPolygon(at(point), [inner]) === 0 && distanceToWall(at(point), inner) > WALL_METRES;
  return inner.every((point) => distanceToPolygon(at(point), [outer]) === 0) && !outer.some(deep);
}

/** Returns the metres to the nearest edge of a ring, from inside or outside. */
function distanceToWall(position: { latitude: number; longitude: number }, ring: Ring): number {
  const points = projectRing(position, ring);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    const [[ax, ay], [bx, by]] = [points[i - 1] as Point, points[i] as Point];
    nearest = Math.min(nearest, distanceToSegment(ax, ay, bx, by));
  }
  return nearest;
}
