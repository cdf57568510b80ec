import { distance, type Position } from '@/server/places/geometry';
import { Refusal } from './refusals';

/** Degrees, in the order of CAP. */
export type Pair = [latitude: number, longitude: number];
/** A radius in kilometres. */
export interface Circle {
  centre: Pair;
  radius: number;
}

const NUMBER = String.raw`[-+]?\d{1,3}(?:\.\d{1,20})?`;
const PAIR = new RegExp(`^(${NUMBER}),(${NUMBER})$`);
const MIN_PAIRS = 4;
const MAX_PAIRS = 100;
const MAX_RADIUS_KM = 20_000;

function pairOf(text: string, path: string, code: 'polygon_format' | 'circle_format'): Pair {
  const match = PAIR.exec(text);
  if (!match) throw new Refusal(code, path);
  const pair: Pair = [Number(match[1]), Number(match[2])];
  if (Math.abs(pair[0]) > 90 || Math.abs(pair[1]) > 180) throw new Refusal('position_range', path);
  return pair;
}

/** Returns the ring of a polygon: 4 to 100 pairs, closed, not crossing itself. */
export function polygonOf(text: string, path: string): Pair[] {
  const words = text.trim().split(/\s+/);
  const ring = words.map((word) => pairOf(word, path, 'polygon_format'));
  if (ring.length < MIN_PAIRS || ring.length > MAX_PAIRS) throw new Refusal('polygon_points', path);
  const [first, last] = [ring[0] as Pair, ring.at(-1) as Pair];
  if (first[0] !== last[0] || first[1] !== last[1]) throw new Refusal('polygon_open', path);
  if (crosses(ring)) throw new Refusal('polygon_crossing', path);
  return ring;
}

/** Returns a circle: a pair and a radius in kilometres. */
export function circleOf(text: string, path: string): Circle {
  const match = /^(\S+)\s+(-?\d{1,9}(?:\.\d{1,20})?)$/.exec(text.trim());
  if (!match) throw new Refusal('circle_format', path);
  const radius = Number(match[2]);
  if (radius < 0 || radius > MAX_RADIUS_KM) throw new Refusal('circle_radius', path);
  return { centre: pairOf(match[1] as string, path, 'circle_format'), radius };
}

/**
 * Returns whether two edges of a ring cross, in degrees: areas of CAP can be as large as a country, for which no plane
 * around a position is exact. Edges that only touch do not cross.
 */
function crosses(ring: readonly Pair[]): boolean {
  for (let i = 1; i < ring.length; i++) {
    for (let j = i + 2; j < ring.length; j++) {
      const [a, b, c, d] = [ring[i - 1], ring[i], ring[j - 1], ring[j]] as [Pair, Pair, Pair, Pair];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

/** Returns on which side of the line from `a` to `b` a pair is. */
const side = (a: Pair, b: Pair, [latitude, longitude]: Pair): number =>
  Math.sign((b[1] - a[1]) * (latitude - a[0]) - (b[0] - a[0]) * (longitude - a[1]));

/** Returns whether a position is inside a ring, by the even-odd rule in degrees. */
function holds(ring: readonly Pair[], { latitude, longitude }: Position): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [[aLat, aLon], [bLat, bLon]] = [ring[i - 1], ring[i]] as [Pair, Pair];
    if (aLat > latitude === bLat > latitude) continue;
    if (longitude < aLon + ((bLon - aLon) * (latitude - aLat)) / (bLat - aLat)) inside = !inside;
  }
  return inside;
}

const positionOf = ([latitude, longitude]: Pair): Position => ({ latitude, longitude });

/** What an area encloses; circles have their radius in kilometres. */
export interface Shapes {
  polygons: readonly Pair[][];
  circles: readonly Circle[];
}

/** The rectangle around a shape, in degrees. */
interface Box {
  south: number;
  north: number;
  west: number;
  east: number;
}

const METRES_OF_DEGREE = 111_195;
/** East of it and west of it, beyond which a rectangle goes around the pole. */
const MIN_COSINE = 0.01;

/** Returns the rectangle around each shape, with a margin in metres. */
export function boxesOf({ polygons, circles }: Shapes, metres: number): Box[] {
  return [
    ...polygons.map((ring) => boxOf(ring, metres)),
    ...circles.map(({ centre, radius }) => boxOf([centre], metres + radius * 1_000)),
  ];
}

function boxOf(pairs: readonly Pair[], metres: number): Box {
  const [latitudes, longitudes] = [
    pairs.map(([latitude]) => latitude),
    pairs.map(([, longitude]) => longitude),
  ];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const cosine = Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180);
  const up = metres / METRES_OF_DEGREE;
  const aside = up / Math.max(MIN_COSINE, cosine);
  return { south: south - up, north: north + up, west: west - aside, east: east + aside };
}

/** Returns whether one of the rectangles holds a position. */
export const isInBoxes = (boxes: readonly Box[], { latitude, longitude }: Position): boolean =>
  boxes.some(
    ({ south, north, west, east }) =>
      latitude >= south && latitude <= north && longitude >= west && longitude <= east,
  );

/** Returns whether one of the shapes holds a position. */
export const isInShapes = ({ polygons, circles }: Shapes, position: Position): boolean =>
  polygons.some((ring) => holds(ring, position)) ||
  circles.some(({ centre, radius }) => distance(positionOf(centre), position) <= radius * 1_000);

/** Returns the shapes with latitude and longitude swapped; null where that gives no position. */
export function swapped({ polygons, circles }: Shapes): Shapes | null {
  const swap = ([latitude, longitude]: Pair): Pair => [longitude, latitude];
  const other = {
    polygons: polygons.map((ring) => ring.map(swap)),
    circles: circles.map(({ centre, radius }) => ({ centre: swap(centre), radius })),
  };
  const pairs = [...other.polygons.flat(), ...other.circles.map(({ centre }) => centre)];
  return pairs.every(([latitude]) => Math.abs(latitude) <= 90) ? other : null;
}

/** Returns the area of all shapes together in m²; overlaps count twice. About right, for a limit. */
export function areaOf({ polygons, circles }: Shapes): number {
  const ofRing = (ring: Pair[]) => {
    const shrink = Math.cos(((ring[0]?.[0] ?? 0) * Math.PI) / 180);
    const doubled = ring.slice(1).reduce((sum, [lat, lon], i) => {
      const [beforeLat, beforeLon] = ring[i] as Pair;
      return sum + beforeLon * lat - lon * beforeLat;
    }, 0);
    return (Math.abs(doubled) / 2) * shrink * METRES_OF_DEGREE ** 2;
  };
  return (
    polygons.reduce((sum, ring) => sum + ofRing(ring), 0) +
    circles.reduce((sum, { radius }) => sum + Math.PI * (radius * 1_000) ** 2, 0)
  );
}
