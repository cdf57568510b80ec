/** The plane on which attacks compute: metres east and north of a place on the campus. */

import type { Position } from '@/server/places/geometry';
import { type Cell, cellCentre, cellOf } from '@/server/presence/cells';

export interface Point {
  /** Metres east. */
  x: number;
  /** Metres north. */
  y: number;
}

const ORIGIN: Position = { latitude: 38.7368, longitude: -9.139 };
const METRES_PER_DEGREE = 111_195;
const METRES_PER_DEGREE_EAST = METRES_PER_DEGREE * Math.cos((ORIGIN.latitude * Math.PI) / 180);

/** Edge of the square campus, in metres, in which the people of an attack are. */
export const CAMPUS_METRES = 1_000;

/** Returns the position of a point. */
export function positionOf({ x, y }: Point): Position {
  return {
    latitude: ORIGIN.latitude + y / METRES_PER_DEGREE,
    longitude: ORIGIN.longitude + x / METRES_PER_DEGREE_EAST,
  };
}

/** Returns the point of a position. */
function pointOf({ latitude, longitude }: Position): Point {
  return {
    x: (longitude - ORIGIN.longitude) * METRES_PER_DEGREE_EAST,
    y: (latitude - ORIGIN.latitude) * METRES_PER_DEGREE,
  };
}

/** Returns the cell of a point. */
export function cellAt(point: Point): Cell {
  const { latitude, longitude } = positionOf(point);
  return cellOf(latitude, longitude);
}

/** Returns the centre of a cell. */
export function centreOf(cell: Cell): Point {
  return pointOf(cellCentre(cell));
}

/** Returns the centre of the cell of a point: what the server says of the point. */
export function snap(point: Point): Point {
  return centreOf(cellAt(point));
}

/** Returns the metres between two points. */
export function metres(a: Point, b: Point): number {
  // Faster than Math.hypot, and nothing here is large enough to overflow.
  return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
}

/** Returns the value below which a share of the values is; NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Returns a number of the standard normal distribution (Box and Muller, 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
