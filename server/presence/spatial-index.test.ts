import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, cellOf, columnCount, inReach, rowCount, sameCell } from './cells';
import { effectiveRange, SpatialIndex, spotOf, type Watchers } from './spatial-index';

/** Around Lisbon, the equator, both sides of the antimeridian, and both poles. */
const PLACES = [
  [38.7368, -9.139],
  [0, 0],
  [-17.5, 179.9995],
  [65, -180],
  [89.9995, 12],
  [-89.998, -100],
  [88.9, 179.99],
] as const;

/** Cells within some kilometres of one place. */
const crowd = fc.constantFrom(...PLACES).chain(([latitude, longitude]) => {
  const spread = fc.double({ min: -1, max: 1, noNaN: true });
  return fc
    .array(
      fc.record({
        dy: spread,
        dx: spread,
        scale: fc.constantFrom(0.0005, 0.005, 0.08),
        range: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 128, max: 20_000 })),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((people) =>
      people.map(({ dx, dy, scale, range }) => {
        const lat = Math.max(-90, Math.min(90, latitude + dy * scale));
        const stretch = Math.min(180, scale / Math.max(1e-6, Math.cos((lat * Math.PI) / 180)));
        return { cell: cellOf(lat, longitude + dx * stretch), range };
      }),
    );
});

const handlesOf = ({ handles, count }: Watchers) => sorted(handles.slice(0, count));
const sorted = (handles: Iterable<number>) => [...new Set(handles)].sort((a, b) => a - b);

interface Standing {
  cell: Cell;
  range: number;
}

/** An index beside a plain map of the same users. */
function createPair() {
  const index = new SpatialIndex();
  const all = new Map<number, Standing>();
  return {
    index,
    put(handle: number, standing: Standing) {
      all.set(handle, standing);
      index.set(handle, spotOf(standing.cell), standing.range);
    },
    remove: (handle: number) => [index.remove(handle), all.delete(handle)],
    where: (test: (standing: Standing) => boolean) =>
      sorted([...all].filter(([, standing]) => test(standing)).map(([handle]) => handle)),
  };
}

const covers = (a: Cell, b: Cell, range: number) => inReach(a, b, effectiveRange(range));

/** Returns how near a cell is for a user, by the definition. */
function proximity({ cell, range }: Standing, other: Cell | null): number {
  if (!other || !covers(cell, other, range)) return 0;
  if (sameCell(cell, other)) return 3;
  return inReach(cell, other, 128) ? 2 : 1;
}

describe('the spatial index', () => {
  it('answers all queries as a comparison with everybody does, everywhere, after any moves', () => {
    fc.assert(
      fc.property(crowd, crowd, fc.array(fc.nat(39)), (people, moves, leavers) => {
        const { index, put, remove, where } = createPair();
        people.forEach((person, i) => {
          put(i, person);
        });
        moves.forEach((person, i) => {
          put(i * 2, person);
        });
        for (const i of leavers) {
          const [removed, expected] = remove(i);
          expect(removed).toBe(expected);
        }
        let from: Cell | null = null;
        for (const { cell, range } of [...people, ...moves]) {
          const [start, end] = [from && spotOf(from), spotOf(cell)];
          expect(sorted(index.within(end, range))).toEqual(where((p) => covers(cell, p.cell, range)));
          const differs = (p: Standing) => proximity(p, from) !== proximity(p, cell);
          expect(handlesOf(index.watchers(start, end))).toEqual(where(differs));
          expect(handlesOf(index.watchers(start, end, true))).toEqual(
            where((p) => differs(p) || proximity(p, cell) > 0),
          );
          expect(handlesOf(index.watchers(end, null))).toEqual(where((p) => covers(cell, p.cell, p.range)));
          const nearby = where((p) => proximity(p, cell) === 2);
          expect(nearby.every((handle) => index.proximity(handle, end) === 2)).toBe(true);
          from = cell;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('widens a range below two cells to two cells, on every side', () => {
    const { index, put } = createPair();
    // The columns of all rows begin together at the antimeridian; farther on they are out of step.
    const { row, col } = cellOf(38.7368, -180);
    put(0, { cell: { row, col }, range: 0 });
    put(1, { cell: { row, col: col + 2 }, range: 0 });
    put(2, { cell: { row, col: col + 3 }, range: 0 });
    put(3, { cell: { row: row + 2, col }, range: 0 });
    put(4, { cell: { row: row + 3, col }, range: 0 });
    const spot = spotOf({ row, col });
    expect(sorted(index.within(spot, 1))).toEqual([0, 1, 3]);
    expect(handlesOf(index.watchers(null, spot))).toEqual([0, 1, 3]);
  });

  it('accepts ranges as wide as the world', () => {
    const { index, put } = createPair();
    const south = spotOf({ row: 0, col: 0 });
    const north = { row: rowCount() - 1, col: columnCount(rowCount() - 1) - 1 };
    put(0, { cell: north, range: Number.MAX_VALUE });
    put(1, { cell: north, range: 5_000 });
    expect(handlesOf(index.watchers(null, south))).toEqual([0]);
    expect(sorted(index.within(south, 30_000_000))).toEqual([0, 1]);
  });

  it('drops removed users, and returns where a user is', () => {
    const { index, put, remove } = createPair();
    const cell = cellOf(38.7, -9.1);
    put(70, { cell, range: 500 });
    const spot = index.spotOf(70);
    expect(spot && cellOf(spot.latitude, spot.longitude)).toEqual(cell);
    expect(index.proximity(70, spotOf(cell))).toBe(3);
    expect([remove(70), remove(70), remove(700)]).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    expect([index.spotOf(70), index.within(spotOf(cell), 500)]).toEqual([null, []]);
  });

  it('examines as few people with 100,000 online as with 1,000, at the same density', () => {
    const PER_SIDE = 0.018 / 31.6; // degrees between people: 1,000 on about two kilometres square
    const stretch = Math.cos((38.7 * Math.PI) / 180);
    const examinedAmong = (perSide: number): { watch: number; look: number; move: number } => {
      const index = new SpatialIndex();
      const at = (x: number, y: number) =>
        spotOf(cellOf(38.7 + y * PER_SIDE, -9.1 + (x * PER_SIDE) / stretch));
      for (let x = 0; x < perSide; x++) {
        for (let y = 0; y < perSide; y++) index.set(x * perSide + y, at(x, y), 128);
      }
      /** The same ten queries each time, away from the edge of the crowd. */
      const examinedBy = (query: (i: number) => void) => {
        const start = index.examined;
        for (let i = 10; i < 20; i++) query(i);
        return index.examined - start;
      };
      return {
        watch: examinedBy((i) => index.watchers(null, at(i, i))),
        move: examinedBy((i) => index.watchers(at(i, i), at(i + 1, i))),
        look: examinedBy((i) => index.within(at(i, i), 128)),
      };
    };
    const few = examinedAmong(32);
    const many = examinedAmong(316);
    expect(many).toEqual(few);
    expect(many.watch).toBeLessThan(10 * 80);
    expect(many.move).toBeLessThan(10 * 110);
  });
});
