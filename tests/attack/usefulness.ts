import { inReach } from '@/server/presence/cells';
import { scatter } from './locate';
import { cellAt, metres } from './plane';

/** How well the answers serve people: of those shown, how many are in range; of those in range, how many are shown. */
export interface Usefulness {
  range: number;
  precision: number;
  recall: number;
}

/** Measures the answers for random pairs of people, whose cells are those of their positions. */
export function usefulness(ranges: readonly number[], people: number, random: () => number): Usefulness[] {
  const all = scatter(people, random).map((point) => ({ point, cell: cellAt(point) }));
  return ranges.map((range) => {
    let right = 0;
    let shown = 0;
    let there = 0;
    for (const [n, a] of all.entries()) {
      for (const b of all.slice(n + 1)) {
        const isThere = metres(a.point, b.point) <= range;
        const isShown = inReach(a.cell, b.cell, range);
        if (isThere) there += 1;
        if (isShown) shown += 1;
        if (isThere && isShown) right += 1;
      }
    }
    return { range, precision: right / shown, recall: right / there };
  });
}
