import { setTimeout as delay } from 'node:timers/promises';
import type { Services } from '../support/quad';
import type { Emphasis } from './acts';
import type { Bug } from './bugs';
import type { Verdict } from './checker/check';
import type { Rule } from './checker/finding';
import { plantIn } from './plant';
import { createRandom } from './random';
import { startRun } from './run-in-world';
import { createWorld } from './world';

const PEOPLE = 10;
const ACTS_A_SECOND = 120;
/** Milliseconds that users act before a bug's faults, and again after them; long enough for nodes to reconnect. */
const BEFORE_MS = 2_000;
const AFTER_MS = 2_500;
/** Milliseconds after which data still missing, with everything up, counts as lost. */
const PATIENCE_MS = 6_000;
const MAX_ROUNDS = 6;
/** The number of operations of users that is enough; a busy machine needs more rounds for it. */
const MIN_OPERATIONS = 3_000;
const MAX_ROUNDS_WHEN_BUSY = 20;

/** The result of a planted bug. */
export interface Hunt {
  bug: Bug;
  caught: boolean;
  /** The operations of the clients until then. */
  operations: number;
  rounds: number;
  seconds: number;
  /** The rules that were broken, and one example of each. */
  broken: Rule[];
  how: string;
}

interface Options {
  services: Services;
  seed: number;
  tree: string;
  maxRounds?: number;
  control?: boolean;
}

/**
 * Plants bugs, lets users act under their faults, and runs the checker. Repeats this until the checker has seen each
 * bug break one of its rules, or until enough operations were done. `maxRounds` limits the rounds instead. Several
 * bugs at once must break different rules. `control` plants everything except the bugs themselves.
 */
export async function hunt(
  bugs: readonly Bug[],
  { services, seed, tree, maxRounds, control = false }: Options,
): Promise<Hunt[]> {
  const began = performance.now();
  const planted = await plantIn(
    tree,
    bugs.flatMap(({ edits, without = [] }) => [...(control ? [] : edits), ...without]),
  );
  try {
    const random = createRandom(seed);
    const world = await createWorld({ services, people: PEOPLE, random, tree: planted.tree });
    try {
      const run = await startRun(world, { seed, tree: planted.tree, emphasis: emphasisOf(bugs) });
      let hunts: Hunt[] = [];
      const isEnough = (rounds: number) =>
        maxRounds !== undefined
          ? rounds >= maxRounds
          : rounds >= MAX_ROUNDS_WHEN_BUSY ||
            (rounds >= MAX_ROUNDS && (hunts.at(-1)?.operations ?? 0) >= MIN_OPERATIONS);
      for (let rounds = 1; !isEnough(rounds - 1); rounds++) {
        const uncaught = bugs.filter((bug) => !hunts.some((other) => other.bug === bug && other.caught));
        if (uncaught.length === 0) break;
        await run.load(ACTS_A_SECOND);
        await delay(BEFORE_MS);
        for (const fault of uncaught.flatMap(({ faults }) => faults)) await run.fault(fault);
        await delay(AFTER_MS);
        await run.settle(PATIENCE_MS);
        const { verdict, operations } = await run.judge();
        const seconds = (performance.now() - began) / 1_000;
        const found = uncaught.map((bug) => ({ bug, operations, rounds, seconds, ...sightOf(bug, verdict) }));
        hunts = [...hunts.filter(({ bug }) => !uncaught.includes(bug)), ...found];
      }
      await run.stop();
      return hunts;
    } finally {
      await world.remove();
    }
  } finally {
    await planted.remove();
  }
}

/**
 * Returns what a verdict shows of a bug. Lateness does not count, because a busy machine can cause it without a bug.
 */
function sightOf({ breaks }: Bug, { violations }: Verdict): Pick<Hunt, 'caught' | 'broken' | 'how'> {
  const expected = violations.find(({ rule, wrong }) => wrong !== 'late' && breaks.includes(rule));
  return {
    caught: expected !== undefined,
    broken: [...new Set(violations.map(({ rule }) => rule))],
    how: expected?.what ?? 'nothing was seen',
  };
}

/** Returns the greatest weights that any of the bugs asks for. */
function emphasisOf(bugs: readonly Bug[]): Emphasis {
  const emphasis: Emphasis = {};
  for (const wanted of bugs.map((bug) => bug.emphasis ?? {}))
    for (const [kind, weight] of Object.entries(wanted) as [keyof Emphasis, number][])
      emphasis[kind] = Math.max(weight, emphasis[kind] ?? 0);
  return emphasis;
}
