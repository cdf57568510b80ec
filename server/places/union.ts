/** A closed ring in a plane, in metres. */
type PlaneRing = [x: number, y: number][];

interface Edge {
  part: number;
  /** The place of the edge's ring in its part: 0 for the outer ring. */
  ring: number;
  low: [number, number];
  high: [number, number];
}

/**
 * Maximum number of crossings between edges of different rings: more than any building has, and few enough to measure
 * in seconds.
 */
const MAX_CROSSINGS = 1_000;

/** Means that the rings of a polygon cross each other more than `MAX_CROSSINGS` times. */
export class TooManyCrossings extends Error {}

/**
 * Returns the area (m²) of the union of parts, and its first moments. Each part is an outer ring and its holes, which
 * may overlap. The plane is cut at the height of each corner and crossing; between two cuts edges are straight and do
 * not cross, so the area between two cuts is a row of trapezoids. Throws `TooManyCrossings`.
 */
export function measureUnion(parts: PlaneRing[][]): { area: number; mx: number; my: number } {
  const edges = parts.flatMap((rings, part) => rings.flatMap((ring, n) => edgesOf(ring, part, n)));
  const heights = [...new Set([...edges.flatMap(({ low, high }) => [low[1], high[1]]), ...crossings(edges)])];
  heights.sort((a, b) => a - b);
  const waiting = edges.toSorted((a, b) => b.low[1] - a.low[1]);
  let within: Edge[] = [];
  const sum = { area: 0, mx: 0, my: 0 };
  for (let i = 1; i < heights.length; i++) {
    const [bottom, top] = [heights[i - 1] as number, heights[i] as number];
    within = within.filter(({ high }) => high[1] >= top);
    while ((waiting.at(-1)?.low[1] ?? top) <= bottom) within.push(waiting.pop() as Edge);
    // The order is nearly that of the cut below, which makes the sort cheap.
    within = fromLeft(within, (bottom + top) / 2);
    for (const [left, right] of covered(within)) {
      const [a, b] = [xAt(left, bottom), xAt(right, bottom)];
      const [c, d] = [xAt(left, top), xAt(right, top)];
      const height = top - bottom;
      // Simpson's rule is exact here: no integrand is more than quadratic in the height.
      const middle = [(a + c) / 2, (b + d) / 2] as const;
      const simpson = (f: (from: number, to: number, y: number) => number) =>
        (height / 6) * (f(a, b, bottom) + 4 * f(...middle, (bottom + top) / 2) + f(c, d, top));
      sum.area += simpson((from, to) => to - from);
      sum.mx += simpson((from, to) => (to * to - from * from) / 2);
      sum.my += simpson((from, to, y) => y * (to - from));
    }
  }
  return sum;
}

function edgesOf(points: PlaneRing, part: number, ring: number): Edge[] {
  return points.slice(1).flatMap((to, i) => {
    const from = points[i] as [number, number];
    if (from[1] === to[1]) return [];
    return from[1] < to[1] ? { part, ring, low: from, high: to } : { part, ring, low: to, high: from };
  });
}

/** Returns the heights at which edges of different rings cross. Throws `TooManyCrossings`. */
function crossings(edges: Edge[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < edges.length; i++) {
    for (let j = i + 1; j < edges.length; j++) {
      const [a, b] = [edges[i] as Edge, edges[j] as Edge];
      if (a.part === b.part && a.ring === b.ring) continue;
      const bottom = Math.max(a.low[1], b.low[1]);
      const top = Math.min(a.high[1], b.high[1]);
      if (bottom >= top) continue;
      const below = xAt(a, bottom) - xAt(b, bottom);
      const above = xAt(a, top) - xAt(b, top);
      if (below * above < 0) found.push(bottom + ((top - bottom) * below) / (below - above));
      if (found.length > MAX_CROSSINGS) throw new TooManyCrossings();
    }
  }
  return found;
}

function xAt({ low, high }: Edge, y: number): number {
  return low[0] + ((high[0] - low[0]) * (y - low[1])) / (high[1] - low[1]);
}

/** Sorts edges at a height from left to right. */
function fromLeft(edges: Edge[], y: number): Edge[] {
  const placed = edges.map((edge) => ({ edge, x: xAt(edge, y) }));
  return placed.sort((a, b) => a.x - b.x).map(({ edge }) => edge);
}

/**
 * Returns the pairs of edges between which a horizontal line is inside a part: in its outer ring and in none of its
 * holes. `edges` are sorted from left to right.
 */
function covered(edges: Edge[]): [left: Edge, right: Edge][] {
  const around = new Map<number, Set<number>>();
  let parts = 0;
  const pairs: [Edge, Edge][] = [];
  let left: Edge | null = null;
  for (const edge of edges) {
    const rings = around.get(edge.part) ?? new Set();
    around.set(edge.part, rings);
    if (isInside(rings)) parts--;
    if (!rings.delete(edge.ring)) rings.add(edge.ring);
    if (isInside(rings)) parts++;
    if (left === null) left = parts > 0 ? edge : null;
    else if (parts === 0) {
      pairs.push([left, edge]);
      left = null;
    }
  }
  return pairs;
}

/** Returns whether the rings of a part around a point are the outer ring alone. */
function isInside(rings: ReadonlySet<number>): boolean {
  return rings.size === 1 && rings.has(0);
}
