/**
 * Keeps items on the globe in square buckets of one size, so that a search examines only the buckets near its centre.
 */
import { EARTH_RADIUS_METRES } from '@/server/places/geometry';
import { columnCount, rowCount } from './cells';

interface Degrees {
  latitude: number;
  longitude: number;
}

/** A point on the globe: degrees, and the same point in space (metres from the earth's centre). */
export interface Spot extends Degrees {
  x: number;
  y: number;
  z: number;
}

/**
 * The points of items; each item has a small integer, its handle. The numbers are in typed arrays (a few dozen bytes an
 * item) and not in objects: with 100,000 people, pointers would miss the cache at every step, and the cost of a query
 * would grow with the number of users online after all.
 */
export class Spots {
  /** x, y, z and one unused slot per handle. */
  space = new Float64Array(4 * 64);
  capacity = 64;

  put(handle: number, spot: Spot): void {
    if (handle >= this.capacity) {
      this.capacity = Math.max(handle + 1, this.capacity * 2);
      const grown = new Float64Array(4 * this.capacity);
      grown.set(this.space);
      this.space = grown;
    }
    const at = handle * 4;
    this.space[at] = spot.x;
    this.space[at + 1] = spot.y;
    this.space[at + 2] = spot.z;
  }
}

interface Line {
  columns: number;
  /** Bucket by column. */
  buckets: Map<number, number>;
}

const NONE = -1;

const DEGREES = 180 / Math.PI;

/** Converts latitude and longitude to a point in space. */
export function spotAt(latitude: number, longitude: number): Spot {
  const ring = EARTH_RADIUS_METRES * Math.cos(latitude / DEGREES);
  return {
    latitude,
    longitude,
    x: ring * Math.cos(longitude / DEGREES),
    y: ring * Math.sin(longitude / DEGREES),
    z: EARTH_RADIUS_METRES * Math.sin(latitude / DEGREES),
  };
}

export class BucketGrid {
  readonly #rows: number;
  readonly #spots: Spots;
  /** Rows that are not empty. */
  readonly #lines = new Map<number, Line>();
  // Buckets are small integers too; each is a list of handles linked through #next and #previous.
  readonly #bucketRow: number[] = [];
  readonly #bucketCol: number[] = [];
  readonly #head: number[] = [];
  readonly #free: number[] = [];
  #bucketOf = new Int32Array(0);
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** Number of items compared with the centre of a search so far. */
  examined = 0;
  size = 0;

  /** `edge`: of a bucket, in metres. */
  constructor(
    readonly edge: number,
    spots: Spots,
  ) {
    this.#rows = rowCount(edge);
    this.#spots = spots;
  }

  /** Adds an item; its point must be in `spots` already. */
  add(handle: number, spot: Spot): void {
    if (handle >= this.#next.length) this.#grow();
    const row = this.#row(spot.latitude);
    this.#enter(handle, row, columnOf(spot.longitude, this.#line(row).columns));
    this.size++;
  }

  /** Moves an item from one point to another; the new point must be in `spots` already. */
  move(handle: number, from: Degrees, to: Degrees): void {
    const row = this.#row(to.latitude);
    const columns = this.#lines.get(row)?.columns ?? columnCount(row, this.edge);
    const col = columnOf(to.longitude, columns);
    // Computed, not looked up: most moves stay in their bucket and then touch no memory of the grid.
    if (row === this.#row(from.latitude) && col === columnOf(from.longitude, columns)) return;
    this.#leave(handle);
    this.#enter(handle, row, col);
  }

  remove(handle: number): void {
    this.#leave(handle);
    this.size--;
  }

  /** Visits each item at most `metres` (great circle) from a spot, with the square of the chord between them. */
  visit(centre: Spot, metres: number, found: (handle: number, squaredChord: number) => void): void {
    const limit = squaredChord(metres);
    // A metre wider than the limit, so that rounding leaves out no bucket.
    const degrees = ((metres + 1) / EARTH_RADIUS_METRES) * DEGREES;
    const high = this.#row(centre.latitude + degrees);
    const halfWidth = halfWidthOfCap(centre.latitude, metres + 1);
    const west = (centre.longitude + 180 - halfWidth) / 360;
    const east = (centre.longitude + 180 + halfWidth) / 360;
    for (let row = this.#row(centre.latitude - degrees); row <= high; row++) {
      const line = this.#lines.get(row);
      if (!line) continue;
      const { columns, buckets } = line;
      const first = Math.floor(west * columns);
      const last = Math.min(Math.floor(east * columns), first + columns - 1);
      for (let i = first; i <= last; i++) {
        const bucket = buckets.get(i < 0 ? i + columns : i >= columns ? i - columns : i);
        if (bucket !== undefined) this.#search(bucket, centre, limit, found);
      }
    }
  }

  #search(bucket: number, centre: Spot, limit: number, found: (handle: number, chord: number) => void): void {
    const { space } = this.#spots;
    const next = this.#next;
    const { x, y, z } = centre;
    for (let handle = this.#head[bucket] as number; handle !== NONE; handle = next[handle] as number) {
      this.examined++;
      const at = handle * 4;
      const dx = (space[at] as number) - x;
      const dy = (space[at + 1] as number) - y;
      const dz = (space[at + 2] as number) - z;
      const chord = dx * dx + dy * dy + dz * dz;
      if (chord <= limit) found(handle, chord);
    }
  }

  #enter(handle: number, row: number, col: number): void {
    const { buckets } = this.#line(row);
    let bucket = buckets.get(col);
    if (bucket === undefined) {
      bucket = this.#free.pop() ?? this.#head.length;
      this.#bucketRow[bucket] = row;
      this.#bucketCol[bucket] = col;
      this.#head[bucket] = NONE;
      buckets.set(col, bucket);
    }
    const head = this.#head[bucket] as number;
    if (head !== NONE) this.#previous[head] = handle;
    this.#next[handle] = head;
    this.#previous[handle] = NONE;
    this.#head[bucket] = handle;
    this.#bucketOf[handle] = bucket;
  }

  #leave(handle: number): void {
    const bucket = this.#bucketOf[handle] as number;
    const next = this.#next[handle] as number;
    const previous = this.#previous[handle] as number;
    if (next !== NONE) this.#previous[next] = previous;
    if (previous !== NONE) {
      this.#next[previous] = next;
      return;
    }
    this.#head[bucket] = next;
    if (next !== NONE) return;
    const row = this.#bucketRow[bucket] as number;
    const { buckets } = this.#line(row);
    buckets.delete(this.#bucketCol[bucket] as number);
    if (buckets.size === 0) this.#lines.delete(row);
    this.#free.push(bucket);
  }

  #grow(): void {
    const grown = (old: Int32Array<ArrayBuffer>) => {
      const array = new Int32Array(this.#spots.capacity);
      array.set(old);
      return array;
    };
    this.#bucketOf = grown(this.#bucketOf);
    this.#next = grown(this.#next);
    this.#previous = grown(this.#previous);
  }

  #row(latitude: number): number {
    const row = Math.floor(((latitude + 90) / 180) * this.#rows);
    return row < 0 ? 0 : row >= this.#rows ? this.#rows - 1 : row;
  }

  #line(row: number): Line {
    let line = this.#lines.get(row);
    if (!line) {
      line = { columns: columnCount(row, this.edge), buckets: new Map() };
      this.#lines.set(row, line);
    }
    return line;
  }
}

function columnOf(longitude: number, columns: number): number {
  return Math.min(columns - 1, Math.floor(((longitude + 180) / 360) * columns));
}

/** Returns the square of the chord (m²) under an arc of `metres`. */
export function squaredChord(metres: number): number {
  const half = Math.min(Math.PI / 2, metres / (2 * EARTH_RADIUS_METRES));
  return (2 * EARTH_RADIUS_METRES * Math.sin(half)) ** 2;
}

/**
 * Returns the degrees of longitude that a circle of `metres` reaches to each side: asin(sin r / cos φ), and 180 when it
 * contains a pole.
 */
function halfWidthOfCap(latitude: number, metres: number): number {
  const r = metres / EARTH_RADIUS_METRES;
  if (Math.abs(latitude) / DEGREES + r >= Math.PI / 2) return 180;
  return Math.asin(Math.min(1, Math.sin(r) / Math.cos(latitude / DEGREES))) * DEGREES;
}
