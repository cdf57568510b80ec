import { fail } from '@/server/errors';

/** Steps that run at once: each is a handful of queries, and others want the database too. */
const WIDTH = 8;
/** How many may wait for each step. More are told when to come back: a long queue only makes all of them late. */
const MOST_WAITING = 200;
/** Steps a second, before any has been counted. */
const FIRST_RATE = 100;
/** How long those who were turned away are reckoned with, and the longest that anybody is told to wait. */
const MEMORY_MS = 10_000;
const MOST_SECONDS = 30;

/** The two steps of a session's beginning: showing a credential, and being stored with all that it is told first. */
const STEPS = ['begin', 'prove'] as const;
type Step = (typeof STEPS)[number];

/** Admits a herd at the rate that the node can bear. Only steps that are asked for wait; a silent connection takes no place. */
export interface Admission {
  /**
   * Runs a step when it is its turn: who is further goes first, then first come first served. Throws `overloaded` with
   * when to come back, spread over the time that all who wait will take.
   */
  run<T>(step: Step, work: () => Promise<T>): Promise<T>;
  /** How many wait. */
  waiting(): number;
}

export function createAdmission(options: { now?: () => number; random?: () => number } = {}): Admission {
  const { now = Date.now, random = Math.random } = options;
  let running = 0;
  let rate = FIRST_RATE;
  let endedAt = 0;
  let away: number[] = [];
  const queues: Record<Step, (() => void)[]> = { begin: [], prove: [] };
  const waiting = () => queues.begin.length + queues.prove.length;

  function secondsToWait(): number {
    away = away.filter((at) => at > now() - MEMORY_MS);
    away.push(now());
    const spread = (waiting() + away.length) / rate;
    return Math.min(MOST_SECONDS, Math.ceil(1 + spread * random()));
  }

  /** A mean that follows: of the time between ends of steps while there is a queue. */
  function count(): void {
    const at = now();
    if (waiting() > 0 && endedAt > 0) rate = 0.95 * rate + 0.05 * (1000 / Math.max(1, at - endedAt));
    endedAt = at;
  }

  async function turn(step: Step): Promise<void> {
    if (running < WIDTH) {
      running += 1;
      return;
    }
    if (queues[step].length >= MOST_WAITING) {
      throw fail('overloaded', 'Many people come at once. You are let in in a moment.', {
        retryAfter: secondsToWait(),
      });
    }
    await new Promise<void>((resolve) => queues[step].push(resolve));
  }

  return {
    waiting,
    async run(step, work) {
      await turn(step);
      try {
        return await work();
      } finally {
        count();
        // The place goes to the next one without being free in between.
        const next = queues.begin.shift() ?? queues.prove.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
