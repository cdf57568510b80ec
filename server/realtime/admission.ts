import { fail } from '@/server/errors';
import { createQueue } from '@/server/queue';

/** Steps that run at once: each is a handful of queries, and others want the database too. */
const WIDTH = 8;
/** How many may wait for each step. More are told when to come back: a long queue only makes all of them late. */
const MOST_WAITING = 200;
/** Steps a second, before any has been counted. */
const FIRST_RATE = 100;
/** How long those who were turned away are reckoned with, and the longest that anybody is told to wait. */
const MEMORY_MS = 10_000;
const MOST_SECONDS = 30;

/** The two steps of a session's beginning: being stored with all that it is told first, and showing a credential. */
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
  const queue = createQueue({
    width: WIDTH,
    priorities: STEPS.length,
    maxWaiting: MOST_WAITING,
    refuse: () =>
      fail('overloaded', 'Quad is busy right now. You will be connected in a moment.', {
        retryAfter: secondsToWait(),
      }),
  });
  let rate = FIRST_RATE;
  let endedAt = 0;
  let away: number[] = [];

  function secondsToWait(): number {
    away = away.filter((at) => at > now() - MEMORY_MS);
    away.push(now());
    const spread = (queue.waiting() + away.length) / rate;
    return Math.min(MOST_SECONDS, Math.ceil(1 + spread * random()));
  }

  /** A mean that follows: of the time between ends of steps while there is a queue. */
  function count(): void {
    const at = now();
    if (queue.waiting() > 0 && endedAt > 0) rate = 0.95 * rate + 0.05 * (1000 / Math.max(1, at - endedAt));
    endedAt = at;
  }

  return {
    waiting: () => queue.waiting(),
    run: (step, work) => queue.run(() => work().finally(count), STEPS.indexOf(step)),
  };
}
