/**
 * Keeps points on the globe in square buckets, so that a search reads only the buckets near its centre. The grid has
 * levels; the buckets of each level are twice as wide as those of the previous one.
 *
 * Everything is in typed arrays, and the points of a bucket are side by side: with 100,000 people, each pointer that is
 * followed misses the cache, and the cost of a query would grow with the number of users online after all.
 */
import { EARTH_RADIUS_METRES } from '@/server/places/geometry';
import { columnCount, rowCount } from './cells';
import { withRoom } from './handle-lists';

/** A point on the globe: degrees, and the same point in space (metres from the earth's centre). */
export interface Spot {
  latitude: number;
  longitude: number;
  x: number;
  y: number;
  z: number;
}

const NONE = -1;

/**
 * An entry has four numbers (`data`): x, y, z, and in the place of the fourth two halves: the handle (`ints`) and a
 * value of the caller's (`floats`). An index in `data` is doubled for the halves.
 */
export const ENTRY = 4;
export const HANDLE = 6;
export const VALUE = 7;

/**
 * A bucket is a list of chunks of 256 bytes, four cache lines. A chunk has this many entries at most, after its head of
 * four integers in two numbers: the number of entries, the next chunk, and the line and the column of the bucket. Only
 * the first chunk of a bucket may have room.
 */
const ENTRIES = 7;
export const HEAD = 2;
const [COUNT, NEXT, LINE, COLUMN] = [0, 1, 2, 3];
const CHUNK = 32;

/** The numbers of a slot of the hash table: line, column, and the first chunk of the bucket. */
const SLOT = 4;
const FIRST = 2;

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

/** Converts a point in space to latitude and longitude. */
export function spotIn(x: number, y: number, z: number): Spot {
  const latitude = Math.asin(Math.max(-1, Math.min(1, z / EARTH_RADIUS_METRES))) * DEGREES;
  return { latitude, longitude: Math.atan2(y, x) * DEGREES, x, y, z };
}

export class BucketGrid {
  /** The chunks, `CHUNK` numbers each, and the same memory in halves. */
  data = new Float64Array(64 * CHUNK);
  ints = new Int32Array(this.data.buffer);
  floats = new Float32Array(this.data.buffer);
  #chunks = 0;
  readonly #free: number[] = [];
  /** A hash table with open addressing. An emptied bucket stays until the table is rebuilt. */
  #table = new Int32Array(64 * SLOT).fill(NONE);
  #used = 0;
  /** By handle: the index of its entry in `data`, or `NONE`. */
  #entries = new Int32Array(64).fill(NONE);
  /** By level: the number of rows, and of handles. */
  readonly #rows: number[];
  readonly #sizes: number[];
  /** The result of the last search: the first `#count` elements. */
  readonly chunks: number[] = [];
  #count = 0;

  /** `edge`: the width of a bucket of level 0, in metres. */
  constructor(
    readonly edge: number,
    readonly levels: number,
  ) {
    this.#rows = Array.from({ length: levels }, (_, level) => rowCount(edge * 2 ** level));
    this.#sizes = this.#rows.map(() => 0);
  }

  /** Returns the number of handles of a level. */
  size(level: number): number {
    return this.#sizes[level] as number;
  }

  /** Returns the index in `data` of the entry of a handle, or -1. The next `put` or `remove` may change it. */
  entryOf(handle: number): number {
    return handle < this.#entries.length ? (this.#entries[handle] as number) : NONE;
  }

  /** Puts a handle at a spot of a level, with a value, which is rounded by `Math.fround`. */
  put(handle: number, level: number, spot: Spot, value: number): void {
    const row = this.#row(level, spot.latitude);
    const columns = columnCount(row, this.edge * 2 ** level);
    const column = Math.min(columns - 1, Math.floor(((spot.longitude + 180) / 360) * columns));
    const line = row * this.levels + level;
    let entry = this.entryOf(handle);
    if (entry !== NONE) {
      const chunk = entry - (entry % CHUNK);
      const same = this.ints[2 * chunk + LINE] === line && this.ints[2 * chunk + COLUMN] === column;
      if (!same) {
        this.remove(handle);
        entry = NONE;
      }
    }
    if (entry === NONE) {
      entry = this.#insert(line, column);
      this.#entries = withRoom(this.#entries, handle, NONE);
      this.#entries[handle] = entry;
      (this.#sizes[level] as number)++;
    }
    const { data } = this;
    data[entry] = spot.x;
    data[entry + 1] = spot.y;
    data[entry + 2] = spot.z;
    this.ints[2 * entry + HANDLE] = handle;
    this.floats[2 * entry + VALUE] = value;
  }

  /** Removes a handle. Returns false if it is not in the grid. */
  remove(handle: number): boolean {
    const entry = this.entryOf(handle);
    if (entry === NONE) return false;
    const { data, ints } = this;
    const chunk = entry - (entry % CHUNK);
    const line = ints[2 * chunk + LINE] as number;
    const slot = this.#slot(line, ints[2 * chunk + COLUMN] as number);
    const first = (this.#table[slot + FIRST] as number) * CHUNK;
    const count = (ints[2 * first + COUNT] as number) - 1;
    const last = first + HEAD + count * ENTRY;
    this.#entries[ints[2 * last + HANDLE] as number] = entry;
    data.copyWithin(entry, last, last + ENTRY);
    ints[2 * first + COUNT] = count;
    const next = ints[2 * first + NEXT] as number;
    if (count === 0 && next !== NONE) {
      this.#free.push(first / CHUNK);
      this.#table[slot + FIRST] = next;
    }
    this.#entries[handle] = NONE;
    (this.#sizes[line % this.levels] as number)--;
    return true;
  }

  /**
   * Finds the chunks of all buckets of a level that are at most `metres` from a spot, and of some that are farther.
   * Returns their number; they are the first elements of `chunks`, as indexes in `data`.
   */
  search(level: number, { latitude, longitude }: Spot, metres: number): number {
    this.#count = 0;
    // A metre wider than the limit, so that rounding leaves out no bucket.
    const degrees = ((metres + 1) / EARTH_RADIUS_METRES) * DEGREES;
    const low = this.#row(level, latitude - degrees);
    const high = this.#row(level, latitude + degrees);
    const halfWidth = halfWidthOfCap(latitude, metres + 1);
    const west = (longitude + 180 - halfWidth) / 360;
    const east = (longitude + 180 + halfWidth) / 360;
    const edge = this.edge * 2 ** level;
    const widest = (east - west) * columnCount(low + ((high - low) >> 1), edge);
    if ((high - low + 1) * widest > this.#used) return this.#all(level);
    for (let row = low; row <= high; row++) {
      const columns = columnCount(row, edge);
      const line = row * this.levels + level;
      const first = Math.floor(west * columns);
      const last = Math.min(Math.floor(east * columns), first + columns - 1);
      for (let i = first; i <= last; i++) {
        this.#collect(this.#slot(line, i < 0 ? i + columns : i >= columns ? i - columns : i));
      }
    }
    return this.#count;
  }

  /** Finds the chunks of all buckets of a level: for a wide search this is faster than one by one. */
  #all(level: number): number {
    for (let slot = 0; slot < this.#table.length; slot += SLOT) {
      if ((this.#table[slot] as number) % this.levels === level) this.#collect(slot);
    }
    return this.#count;
  }

  #collect(slot: number): void {
    for (let chunk = this.#table[slot + FIRST] as number; chunk !== NONE; ) {
      this.chunks[this.#count++] = chunk * CHUNK;
      chunk = this.ints[2 * chunk * CHUNK + NEXT] as number;
    }
  }

  /** Makes room for an entry in a bucket, and returns its index in `data`. */
  #insert(line: number, column: number): number {
    let slot = this.#slot(line, column);
    const first = this.#table[slot + FIRST] as number;
    if (first === NONE) {
      if (this.#used * 2 * SLOT >= this.#table.length) this.#rebuild();
      slot = this.#slot(line, column);
      this.#table[slot] = line;
      this.#table[slot + 1] = column;
      this.#used++;
    }
    const full = first === NONE || this.ints[2 * first * CHUNK + COUNT] === ENTRIES;
    const chunk = full ? this.#createChunk(line, column, first) : first;
    this.#table[slot + FIRST] = chunk;
    const count = this.ints[2 * chunk * CHUNK + COUNT] as number;
    this.ints[2 * chunk * CHUNK + COUNT] = count + 1;
    return chunk * CHUNK + HEAD + count * ENTRY;
  }

  #createChunk(line: number, column: number, next: number): number {
    const chunk = this.#free.pop() ?? this.#chunks++;
    const at = chunk * CHUNK;
    if (at >= this.data.length) {
      const larger = new Float64Array(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
      this.ints = new Int32Array(larger.buffer);
      this.floats = new Float32Array(larger.buffer);
    }
    const { ints } = this;
    ints[2 * at + COUNT] = 0;
    ints[2 * at + NEXT] = next;
    ints[2 * at + LINE] = line;
    ints[2 * at + COLUMN] = column;
    return chunk;
  }

  /**
   * Returns the slot of a bucket in the hash table, or the free slot where it belongs. Four columns side by side have
   * slots side by side, which a search reads with one access to memory. (Steps of five reach every slot.)
   */
  #slot(line: number, column: number): number {
    const table = this.#table;
    const mask = table.length / SLOT - 1;
    const hash = Math.imul(line, 0x9e3779b1) ^ Math.imul(column >> 2, 0x85ebca6b);
    let slot = (((hash ^ (hash >>> 15)) << 2) | (column & 3)) & mask;
    for (;;) {
      const at = slot * SLOT;
      const known = table[at] as number;
      if (known === NONE || (known === line && table[at + 1] === column)) return at;
      slot = (slot + 5) & mask;
    }
  }

  /** Drops the empty buckets, and makes the table at least four times as large as the number of the others. */
  #rebuild(): void {
    const old = this.#table;
    const kept: number[] = [];
    for (let slot = 0; slot < old.length; slot += SLOT) {
      const chunk = old[slot + FIRST] as number;
      if (chunk === NONE) continue;
      if (this.ints[2 * chunk * CHUNK + COUNT] === 0) this.#free.push(chunk);
      else kept.push(slot);
    }
    this.#used = kept.length;
    this.#table = new Int32Array(SLOT * Math.max(64, 2 ** Math.ceil(Math.log2(kept.length * 4)))).fill(NONE);
    for (const slot of kept) {
      const at = this.#slot(old[slot] as number, old[slot + 1] as number);
      this.#table.set(old.subarray(slot, slot + SLOT), at);
    }
  }

  #row(level: number, latitude: number): number {
    const rows = this.#rows[level] as number;
    return Math.max(0, Math.min(rows - 1, Math.floor(((latitude + 90) / 180) * rows)));
  }
}

/** Returns the square of the chord (m²) under an arc of `metres`; infinite from the antipode on. */
export function squaredChord(metres: number): number {
  if (metres >= Math.PI * EARTH_RADIUS_METRES) return Number.POSITIVE_INFINITY;
  return (2 * EARTH_RADIUS_METRES * Math.sin(metres / (2 * EARTH_RADIUS_METRES))) ** 2;
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
