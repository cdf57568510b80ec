/**
 * Locations of users in memory: who is within a range of a cell, and whose range covers a cell. The cost of a query
 * depends on who is near, never on how many are online. Users are handles (small integers).
 */
import { EARTH_RADIUS_METRES } from '@/server/places/geometry';
import {
  BucketGrid,
  ENTRY,
  HANDLE,
  HEAD,
  type Spot,
  spotAt,
  spotIn,
  squaredChord,
  VALUE,
} from './bucket-grid';
import { CELL_METRES, type Cell, cellCentre, REACH_SLACK_METRES } from './cells';

/** How near two users are, for one of them: outside the range, within it, at most two cells away, in the same cell or building. */
export const Proximity = { OUT: 0, IN_RANGE: 1, NEAR: 2, HERE: 3 } as const;
export type Proximity = (typeof Proximity)[keyof typeof Proximity];

/** The least range in metres, two cells, so that a query cannot pinpoint a user. */
const LEAST_RANGE_METRES = 2 * CELL_METRES;

/** Half of the earth's circumference (metres): no range needs to be larger. */
const ANTIPODE = Math.PI * EARTH_RADIUS_METRES;

/** Users of level k have ranges up to `LEAST_RANGE_METRES` · 2^k, and are in buckets of that width. */
const LEVELS = 1 + Math.ceil(Math.log2(ANTIPODE / LEAST_RANGE_METRES));

/** Users whose cells' centres are at most this many metres apart, two cells, are near each other. */
const NEAR_METRES = 2 * CELL_METRES;
const NEAR_CHORD = squaredChord(NEAR_METRES + REACH_SLACK_METRES);

/** Up to this many metres, an arc is at most a millimetre longer than its chord. */
const SHORT_MOVE_METRES = 10_000;

/** Two cells whose centres are nearer than this (squared chord, m²) are the same cell. */
const SAME_CHORD = 1;

/** A range that covers nobody. */
export const NO_RANGE = -1;

/** Returns the effective range: at least two cells. */
export function effectiveRange(range: number): number {
  return Math.max(range, LEAST_RANGE_METRES);
}

/** Returns the squared chord (m²) that a range covers, rounded as the index keeps it; -1 for `NO_RANGE`. */
export function coveredChord(range: number): number {
  if (range === NO_RANGE) return -1;
  return Math.fround(squaredChord(effectiveRange(range) + REACH_SLACK_METRES));
}

/** Returns the centre of a cell. Distances are between the centres of cells, as in `inReach`. */
export function spotOf(cell: Cell): Spot {
  const { latitude, longitude } = cellCentre(cell);
  return spotAt(latitude, longitude);
}

/** Users for whom the proximity of something changes: the first `count` elements of arrays side by side. */
export interface Watchers {
  count: number;
  handles: number[];
  before: Proximity[];
  after: Proximity[];
}

export class SpatialIndex {
  /** The value of an entry is the squared chord that the user's range covers. */
  readonly #grid = new BucketGrid(LEAST_RANGE_METRES, LEVELS);
  #examined = 0;
  readonly #watchers: Watchers = { count: 0, handles: [], before: [], after: [] };

  /** The number of users whom queries have compared so far; for tests. */
  get examined(): number {
    return this.#examined;
  }

  /** Adds a user, moves a user, or changes a user's range (metres). */
  set(handle: number, spot: Spot, range: number): void {
    this.#grid.put(handle, levelFor(range), spot, coveredChord(range));
  }

  /** Removes a user. Returns false if the user is not in the index. */
  remove(handle: number): boolean {
    return this.#grid.remove(handle);
  }

  /** Returns where a user is, or null. */
  spotOf(handle: number): Spot | null {
    const entry = this.#grid.entryOf(handle);
    if (entry < 0) return null;
    const { data } = this.#grid;
    return spotIn(data[entry] as number, data[entry + 1] as number, data[entry + 2] as number);
  }

  /**
   * Returns how near a user is to a spot, by the user's own range or by another (`covered`, a squared chord). `OUT` for
   * a user who is not in the index.
   */
  proximity(handle: number, spot: Spot, covered?: number): Proximity {
    const { data, floats } = this.#grid;
    const entry = this.#grid.entryOf(handle);
    if (entry < 0) return Proximity.OUT;
    return proximityOf(chordTo(data, entry, spot), covered ?? (floats[2 * entry + VALUE] as number));
  }

  /** Returns the users whose cell is within `range` metres of a spot. */
  within(spot: Spot, range: number): number[] {
    const { data, ints } = this.#grid;
    const covered = coveredChord(range);
    const found: number[] = [];
    if (covered < 0) return found;
    for (let level = 0; level < LEVELS; level++) {
      if (this.#grid.size(level) === 0) continue;
      const chunks = this.#grid.search(level, spot, effectiveRange(range) + REACH_SLACK_METRES);
      for (let n = 0; n < chunks; n++) {
        const chunk = this.#grid.chunks[n] as number;
        const count = ints[2 * chunk] as number;
        this.#examined += count;
        const end = chunk + HEAD + count * ENTRY;
        for (let entry = chunk + HEAD; entry < end; entry += ENTRY) {
          if (chordTo(data, entry, spot) <= covered) found.push(ints[2 * entry + HANDLE] as number);
        }
      }
    }
    return found;
  }

  /**
   * Returns the users for whom the proximity of something changes that moves `from` one spot `to` another (null: it
   * appears or disappears). With `all`, also those for whom it is in range before and after. A user can be in the
   * result twice. The next query overwrites the arrays.
   */
  watchers(from: Spot | null, to: Spot | null, all = false): Watchers {
    this.#watchers.count = 0;
    const step = from && to ? Math.sqrt(squaredDistance(from, to)) : 0;
    for (let level = 0; level < LEVELS; level++) {
      if (this.#grid.size(level) === 0) continue;
      const range = LEAST_RANGE_METRES * 2 ** level + REACH_SLACK_METRES;
      // A short move needs one search.
      if (from && to && step < Math.min(range, SHORT_MOVE_METRES))
        this.#watch(level, to, range + step, from, to, all);
      else {
        if (from) this.#watch(level, from, range, from, to, all);
        if (to) this.#watch(level, to, range, from, to, all);
      }
    }
    return this.#watchers;
  }

  #watch(
    level: number,
    centre: Spot,
    metres: number,
    from: Spot | null,
    to: Spot | null,
    all: boolean,
  ): void {
    const { handles, before, after } = this.#watchers;
    let found = this.#watchers.count;
    const chunks = this.#grid.search(level, centre, metres);
    const { data, ints, floats } = this.#grid;
    // Wider than the limit, so that rounding leaves out nobody.
    const limit = squaredChord(metres + 1);
    const { x, y, z } = centre;
    for (let n = 0; n < chunks; n++) {
      const chunk = this.#grid.chunks[n] as number;
      const count = ints[2 * chunk] as number;
      this.#examined += count;
      const end = chunk + HEAD + count * ENTRY;
      for (let entry = chunk + HEAD; entry < end; entry += ENTRY) {
        const dx = (data[entry] as number) - x;
        const dy = (data[entry + 1] as number) - y;
        const dz = (data[entry + 2] as number) - z;
        if (dx * dx + dy * dy + dz * dz > limit) continue;
        const covered = floats[2 * entry + VALUE] as number;
        const was = from ? proximityOf(chordTo(data, entry, from), covered) : Proximity.OUT;
        const is = to ? proximityOf(chordTo(data, entry, to), covered) : Proximity.OUT;
        if (was === is && (!all || is === Proximity.OUT)) continue;
        handles[found] = ints[2 * entry + HANDLE] as number;
        before[found] = was;
        after[found++] = is;
      }
    }
    this.#watchers.count = found;
  }
}

function chordTo(data: Float64Array, entry: number, { x, y, z }: Spot): number {
  const dx = (data[entry] as number) - x;
  const dy = (data[entry + 1] as number) - y;
  const dz = (data[entry + 2] as number) - z;
  return dx * dx + dy * dy + dz * dz;
}

function levelFor(range: number): number {
  if (range <= LEAST_RANGE_METRES) return 0;
  return Math.ceil(Math.log2(Math.min(range, ANTIPODE) / LEAST_RANGE_METRES));
}

function proximityOf(chord: number, covered: number): Proximity {
  if (chord > covered) return Proximity.OUT;
  if (chord > NEAR_CHORD) return Proximity.IN_RANGE;
  return chord < SAME_CHORD ? Proximity.HERE : Proximity.NEAR;
}

function squaredDistance(a: Spot, b: Spot): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2;
}
