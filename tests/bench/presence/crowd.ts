import { randomUUID } from 'node:crypto';
import { CELL_METRES, type Cell, cellOf } from '@/server/presence/cells';
import { createRandom } from '@/tests/faults/random';

/** People on a square, at a density in people per cell. */
export interface Crowd {
  people: number;
  perCell: number;
}

/** Where a person is, and the person's range in metres. */
export interface Standing {
  userId: string;
  cell: Cell;
  range: number;
}

/** From a cell to the eight around it: rows north, columns east. */
const STEPS = [-1, 0, 1]
  .flatMap((north) => [-1, 0, 1].map((east) => [north, east]))
  .filter((step) => step.some((n) => n !== 0));

/** Creates a crowd whose people have one of the ranges, at random. */
export function createCrowd({ people, perCell }: Crowd, ranges: number[]) {
  const random = createRandom(people);
  const below = (n: number) => Math.floor(random() * n);
  /** In cells. */
  const side = Math.ceil(Math.sqrt(people / perCell));
  const within = (n: number) => Math.max(0, Math.min(side - 1, n));
  const places = Array.from({ length: people }, () => ({ north: below(side), east: below(side) }));
  const standings: Standing[] = places.map(({ north, east }) => ({
    userId: randomUUID(),
    cell: cellAt(north, east),
    range: ranges[below(ranges.length)] as number,
  }));
  return {
    standings,
    /** Moves one person by one cell in one of eight directions, and returns their index. */
    move(): number {
      const n = below(people);
      const { north, east } = places[n] as (typeof places)[number];
      const [up, right] = STEPS[below(STEPS.length)] as [number, number];
      const place = { north: within(north + up), east: within(east + right) };
      places[n] = place;
      (standings[n] as Standing).cell = cellAt(place.north, place.east);
      return n;
    },
  };
}

/** Returns the cell so many cells north and east of a point in Lisbon. */
function cellAt(north: number, east: number): Cell {
  const degrees = CELL_METRES / 111_195;
  const latitude = 38.737 + north * degrees;
  return cellOf(latitude, -9.139 + (east * degrees) / Math.cos((latitude * Math.PI) / 180));
}
