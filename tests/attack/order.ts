import { peopleSeen } from './oracles';
import type { Point } from './plane';

/**
 * Returns how many pairs of people are listed in both orders, seen from many places: an order that depends on the place of
 * the asker would say who is nearer.
 */
export function swappedPairs(people: readonly Point[], askers: readonly Point[]): number {
  const seen = peopleSeen(people);
  const before = new Set<string>();
  const swapped = new Set<string>();
  for (const asker of askers) {
    const names = seen(asker);
    for (const [n, first] of names.entries()) {
      for (const second of names.slice(n + 1)) {
        before.add(`${first} ${second}`);
        if (before.has(`${second} ${first}`)) swapped.add([first, second].sort().join(' '));
      }
    }
  }
  return swapped.size;
}
