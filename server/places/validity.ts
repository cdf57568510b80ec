import { distanceToPolygon, projectRing, type Ring, unproject } from './geometry';

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

/** Returns whether a hole lies in an outer ring, walls included. */
function holds(outer: Ring, hole: Ring): boolean {
  const [longitude, latitude] = hole[0] as Ring[number];
  const origin = { longitude, latitude };
  const corners = projectRing(origin, hole);
  const middles = middlesBetween(corners, projectRing(origin, outer));
  return [...corners, ...middles].every(
    ([x, y]) => distanceToPolygon(unproject(origin, x, y), [outer]) === 0,
  );
}

/**
 * Returns the middle of each piece into which a wall cuts the edges of a ring. The middle shows on which side of the
 * wall the piece is.
 */
function middlesBetween(ring: Point[], wall: Point[]): Point[] {
  return ring.slice(1).flatMap((b, i) => {
    const a = ring[i] as Point;
    const cuts = wall.slice(1).flatMap((d, j) => cutOf(a, b, wall[j] as Point, d) ?? []);
    const ends = [0, ...cuts.sort((left, right) => left - right), 1];
    return ends.slice(1).map((end, n): Point => {
      const t = ((ends[n] as number) + end) / 2;
      return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    });
  });
}

/**
 * Returns where the edge from `c` to `d` crosses or touches the edge from `a` to `b`, as a fraction of the latter; null
 * for edges that are parallel or apart.
 */
function cutOf(a: Point, b: Point, c: Point, d: Point): number | null {
  if (side(a, b, c) * side(a, b, d) > 0 || side(c, d, a) * side(c, d, b) > 0) return null;
  const [x, y] = [d[0] - c[0], d[1] - c[1]];
  const across = x * (b[1] - a[1]) - y * (b[0] - a[0]);
  if (across === 0) return null;
  return Math.min(1, Math.max(0, (x * (c[1] - a[1]) - y * (c[0] - a[0])) / across));
}
