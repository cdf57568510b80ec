import { setTimeout as delay } from 'node:timers/promises';
import type { Services } from '../support/quad';
import type { Bug } from './bugs';
import type { Rule } from './checker/finding';
import { plantIn } from './plant';
import { createRandom } from './random';
import { startRun } from './run-in-world';
import { createWorld } from './world';

const PEOPLE = 10;
const ACTS_A_SECOND = 120;
/** People act this long before a bug's faults, and again after them, which is long enough for nodes to reconnect. */
const BEFORE_MS = 2_000;
const AFTER_MS = 2_500;
/** What has not come by then, with everything up, is not coming. */
const PATIENCE_MS = 6_000;
const MOST_ROUNDS = 6;

/** What came of a planted bug. */
export interface Hunt {
  bug: Bug;
  caught: boolean;
  /** Operations of the clients until then. */
  operations: number;
  rounds: number;
  seconds: number;
  /** All rules that were seen broken, and how one was. */
  broken: Rule[];
  how: string;
}

/**
 * Plants a bug, lets people act under its faults, and asks the checker; again until a rule that it breaks is seen broken,
 * so many times at most. `control`: all but the bug itself.
 */
export async function hunt(
  bug: Bug,
  {
    services,
    seed,
    tree,
    most = MOST_ROUNDS,
    control = false,
  }: { services: Services; seed: number; tree: string; most?: number; control?: boolean },
): Promise<Hunt> {
  const began = performance.now();
  const planted = await plantIn(tree, [...(control ? [] : bug.edits), ...(bug.without ?? [])]);
  try {
    const world = await createWorld({
      services,
      people: PEOPLE,
      random: createRandom(seed),
      tree: planted.tree,
    });
    try {
      const run = await startRun(world, { seed, tree: planted.tree, emphasis: bug.emphasis ?? {} });
      for (let rounds = 1; ; rounds++) {
        await run.load(ACTS_A_SECOND);
        await delay(BEFORE_MS);
        for (const fault of bug.faults) await run.fault(fault);
        await delay(AFTER_MS);
        await run.settle(PATIENCE_MS);
        const { verdict, operations } = await run.judge();
        // On a machine that is busy something may be late without any bug: that does not count.
        const expected = verdict.violations.filter(
          ({ rule, wrong }) => wrong !== 'late' && bug.breaks.includes(rule),
        );
        if (expected.length === 0 && rounds < most) continue;
        await run.stop();
        return {
          bug,
          caught: expected.length > 0,
          operations,
          rounds,
          seconds: (performance.now() - began) / 1_000,
          broken: [...new Set(verdict.violations.map(({ rule }) => rule))],
          how: expected[0]?.what ?? 'nothing was seen',
        };
      }
    } finally {
      await world.remove();
    }
  } finally {
    await planted.remove();
  }
}
