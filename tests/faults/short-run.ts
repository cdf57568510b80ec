import { BUGS, type Bug } from './bugs';
import type { Random } from './random';
import type { Fault } from './schedule';

/** The faults of the short run: the quickest of each kind. */
export const SHORT_FAULTS: readonly Fault[] = [
  { kind: 'kill', victim: 'node 0', ms: 200 },
  { kind: 'slice', connections: 'database', ms: 2_000 },
  { kind: 'drop' },
];

/**
 * Pairs of bugs, by name, that the checker sees in the first or second round, unless noted. The two bugs of a pair
 * break different rules, so that one run with both planted shows for each whether the checker sees it.
 */
export const PAIRS: readonly (readonly [string, string])[] = [
  ['acknowledged, and stored later', 'former members still receive messages'],
  ['seq from a SEQUENCE', 'refused, but stored'],
  ['repeated entries shown again', 'former members see the seq of later changes'],
  ['repeated entries shown again', 'a change is sent to every member of a group'],
  // Took five rounds when measured; no bug of another pair breaks D8.
  ['history read from a stale copy', 'former members read later edits'],
  ['refused, but stored', 'former members see a version that counts movements'],
  ['an older notification replaces a newer one', 'notified though shown'],
  ['an ended sign-in is notified', 'refused, but stored'],
  ['an exercise reaches whoever is in its place', 'a later answer does not replace an earlier one'],
  ['a drafter can approve the own draft', 'a receipt is missing in the root of its batch'],
  ['a later revision is sent only to whom it concerns', 'where people need help outlives the alert'],
];

/** Returns the bugs of one pair. */
export const drawPair = (random: Random): Bug[] => random.pick(PAIRS).map(bugNamed);

/** Returns the bug with this name; throws when there is none. */
export function bugNamed(name: string): Bug {
  const bug = BUGS.find((each) => each.name === name);
  if (bug) return bug;
  throw new Error(`There is no bug "${name}"; there are:\n${BUGS.map((each) => each.name).join('\n')}`);
}
