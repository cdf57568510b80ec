/**
 * Locations of users in memory: who is within a range of a cell, and whose range covers a cell. The cost of a query
 * depends on who is near, never on how many are online.
 */
import { EARTH_RADIUS_METRES } from '@/server/places/geometry';
import { BucketGrid, type Spot, Spots, spotAt, squaredChord } from './bucket-grid';
import { CELL_METRES, type Cell, cellCentre, inReach, REACH_SLACK_METRES, sameCell } from './cells';

/** The index entry of a user: the published cell, and the user's own range in metres. */
interface Standing {
  cell: Cell;
  range: number;
}

export interface SpatialIndex {
  /** Adds a user, moves a user, or changes a user's range. */
  set(id: string, standing: Standing): void;
  /** Removes a user. Returns false if the user is not in the index. */
  remove(id: string): boolean;
  get(id: string): Standing | undefined;
  /** Returns the ids of users whose cell is within `range` metres of a cell, unordered, including the actor. */
  within(cell: Cell, range: number): string[];
  /** Returns the ids of users whose own range covers a cell, unordered, including users in the cell. */
  watchers(cell: Cell): string[];
  readonly size: number;
  /** Number of comparisons in all queries so far; for tests. */
  readonly examined: number;
}

/** Returns the effective range: at least two cells, so that a query cannot pinpoint a user. */
export function effectiveRange(range: number, cellSize = CELL_METRES): number {
  return Math.max(range, 2 * cellSize);
}

/**
 * Locations are kept in this many grids, each four times as coarse as the previous, the finest with buckets of two
 * cells. A query uses the grid in which it visits about 9 to 30 buckets.
 */
const LEVELS = 4;

/** Half of the earth's circumference (metres): no range needs to be larger. */
const ANTIPODE = Math.PI * EARTH_RADIUS_METRES;

interface Entry {
  readonly handle: number;
  cell: Cell;
  range: number;
  /** The grid for the class of the range. */
  watchGrid: BucketGrid;
}

/** Creates an empty index for cells of `cellSize` metres. Distances are between the centres of cells (`inReach`). */
export function createSpatialIndex(cellSize = CELL_METRES): SpatialIndex {
  const least = effectiveRange(0, cellSize);
  const entries = new Map<string, Entry>();
  const spots = new Spots();
  const levels = Array.from({ length: LEVELS }, (_, i) => new BucketGrid(least * 4 ** i, spots));
  /** Users by class of range: class k has ranges up to `least` · 2^k, in buckets of that size. */
  const classes: BucketGrid[] = [];
  /** By handle: the user's id, and the squared chord (m²) that their range covers. */
  const ids: string[] = [];
  const covers: number[] = [];
  const free: number[] = [];
  let scanned = 0;

  const spotOf = (cell: Cell): Spot => {
    const { latitude, longitude } = cellCentre(cell, cellSize);
    return spotAt(latitude, longitude);
  };
  const watchGridFor = (range: number): BucketGrid => {
    const k = Math.max(0, Math.ceil(Math.log2(Math.min(range, ANTIPODE) / least)));
    for (let i = classes.length; i <= k; i++) classes.push(new BucketGrid(least * 2 ** i, spots));
    return classes[k] as BucketGrid;
  };

  function set(id: string, { cell, range: asked }: Standing): void {
    const range = effectiveRange(asked, cellSize);
    const entry = entries.get(id);
    if (!entry) {
      enter(id, cell, range);
      return;
    }
    if (!sameCell(entry.cell, cell)) {
      const from = cellCentre(entry.cell, cellSize);
      const spot = spotOf(cell);
      entry.cell = cell;
      spots.put(entry.handle, spot);
      for (const level of levels) level.move(entry.handle, from, spot);
      entry.watchGrid.move(entry.handle, from, spot);
    }
    if (entry.range !== range) {
      entry.range = range;
      covers[entry.handle] = squaredChord(range + REACH_SLACK_METRES);
      entry.watchGrid.remove(entry.handle);
      entry.watchGrid = watchGridFor(range);
      entry.watchGrid.add(entry.handle, spotOf(entry.cell));
    }
  }

  function enter(id: string, cell: Cell, range: number): void {
    const handle = free.pop() ?? ids.length;
    const spot = spotOf(cell);
    const watchGrid = watchGridFor(range);
    ids[handle] = id;
    covers[handle] = squaredChord(range + REACH_SLACK_METRES);
    spots.put(handle, spot);
    for (const level of levels) level.add(handle, spot);
    watchGrid.add(handle, spot);
    entries.set(id, { handle, cell, range, watchGrid });
  }

  function remove(id: string): boolean {
    const entry = entries.get(id);
    if (!entry) return false;
    for (const level of levels) level.remove(entry.handle);
    entry.watchGrid.remove(entry.handle);
    ids[entry.handle] = '';
    free.push(entry.handle);
    return entries.delete(id);
  }

  function within(cell: Cell, asked: number): string[] {
    const range = effectiveRange(asked, cellSize);
    const found: string[] = [];
    const level = levels.find((grid) => range <= 2 * grid.edge);
    if (level) {
      level.visit(spotOf(cell), range + REACH_SLACK_METRES, (handle) => {
        found.push(ids[handle] as string);
      });
      return found;
    }
    // Wider than twice the coarsest bucket (16 km with cells of 64 m): an index would exclude little.
    scanned += entries.size;
    for (const [id, entry] of entries) if (inReach(cell, entry.cell, range, cellSize)) found.push(id);
    return found;
  }

  function watchers(cell: Cell): string[] {
    const centre = spotOf(cell);
    const found: string[] = [];
    for (const grid of classes) {
      if (grid.size === 0) continue;
      grid.visit(centre, grid.edge + REACH_SLACK_METRES, (handle, chord) => {
        if (chord <= (covers[handle] as number)) found.push(ids[handle] as string);
      });
    }
    return found;
  }

  return {
    set,
    remove,
    get: (id) => {
      const entry = entries.get(id);
      return entry && { cell: entry.cell, range: entry.range };
    },
    within,
    watchers,
    get size() {
      return entries.size;
    },
    get examined() {
      return scanned + [...levels, ...classes].reduce((sum, grid) => sum + grid.examined, 0);
    },
  };
}
