import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, cellOf, columnCount, inReach, rowCount } from './cells';
import { createSpatialIndex, effectiveRange } from './spatial-index';

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

const sorted = (ids: string[]) => [...ids].sort();
const idsWhere = <T>(people: Map<string, T>, test: (person: T) => boolean) =>
  sorted([...people].filter(([, person]) => test(person)).map(([id]) => id));

describe('the spatial index', () => {
  it('answers both queries as a comparison with everybody does, everywhere, after any moves', () => {
    fc.assert(
      fc.property(crowd, crowd, fc.array(fc.nat(39)), (people, moves, leavers) => {
        const index = createSpatialIndex();
        const all = new Map<string, { cell: Cell; range: number }>();
        const put = (id: string, standing: { cell: Cell; range: number }) => {
          all.set(id, standing);
          index.set(id, standing);
        };
        people.forEach((person, i) => {
          put(`u${i}`, person);
        });
        moves.forEach((person, i) => {
          put(`u${i * 2}`, person);
        });
        for (const i of leavers) expect(index.remove(`u${i}`)).toBe(all.delete(`u${i}`));
        expect(index.size).toBe(all.size);
        for (const { cell, range } of [...people, ...moves]) {
          expect(sorted(index.within(cell, range))).toEqual(
            idsWhere(all, (p) => inReach(cell, p.cell, effectiveRange(range))),
          );
          expect(sorted(index.watchers(cell))).toEqual(
            idsWhere(all, (p) => inReach(cell, p.cell, effectiveRange(p.range))),
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('widens a range below two cells to two cells, on every side', () => {
    const index = createSpatialIndex();
    // The columns of all rows begin together at the antimeridian; farther on they are out of step.
    const { row, col } = cellOf(38.7368, -180);
    index.set('here', { cell: { row, col }, range: 0 });
    index.set('two cells east', { cell: { row, col: col + 2 }, range: 0 });
    index.set('three cells east', { cell: { row, col: col + 3 }, range: 0 });
    index.set('two cells north', { cell: { row: row + 2, col }, range: 0 });
    index.set('three cells north', { cell: { row: row + 3, col }, range: 0 });
    expect(sorted(index.within({ row, col }, 1))).toEqual(['here', 'two cells east', 'two cells north']);
    expect(sorted(index.watchers({ row, col }))).toEqual(['here', 'two cells east', 'two cells north']);
  });

  it('accepts ranges as wide as the world', () => {
    const index = createSpatialIndex();
    const south = { row: 0, col: 0 };
    const north = { row: rowCount() - 1, col: columnCount(rowCount() - 1) - 1 };
    index.set('wide', { cell: north, range: Number.MAX_VALUE });
    index.set('narrow', { cell: north, range: 5_000 });
    expect(index.watchers(south)).toEqual(['wide']);
    expect(sorted(index.within(south, 30_000_000))).toEqual(['narrow', 'wide']);
  });

  it('drops removed users, and returns the entry of a user', () => {
    const index = createSpatialIndex();
    const cell = cellOf(38.7, -9.1);
    index.set('ada', { cell, range: 500 });
    expect(index.get('ada')).toEqual({ cell, range: 500 });
    expect(index.remove('ada')).toBe(true);
    expect(index.remove('ada')).toBe(false);
    expect(index.get('ada')).toBeUndefined();
    expect(index.within(cell, 500)).toEqual([]);
  });

  it('examines as few people with 100,000 online as with 1,000, at the same density', () => {
    const PER_SIDE = 0.018 / 31.6; // degrees between people: 1,000 on about two kilometres square
    const stretch = Math.cos((38.7 * Math.PI) / 180);
    const examinedAmong = (perSide: number): { watch: number; look: number } => {
      const index = createSpatialIndex();
      const at = (x: number, y: number) => cellOf(38.7 + y * PER_SIDE, -9.1 + (x * PER_SIDE) / stretch);
      for (let x = 0; x < perSide; x++) {
        for (let y = 0; y < perSide; y++) index.set(`${x},${y}`, { cell: at(x, y), range: 128 });
      }
      // The same ten queries each time, away from the edge of the crowd.
      let start = index.examined;
      for (let i = 10; i < 20; i++) index.watchers(at(i, i));
      const watch = index.examined - start;
      start = index.examined;
      for (let i = 10; i < 20; i++) index.within(at(i, i), 128);
      return { watch, look: index.examined - start };
    };
    const few = examinedAmong(32);
    const many = examinedAmong(316);
    expect(many).toEqual(few);
    expect(many.watch).toBeLessThan(10 * 60);
  });
});
