import { fail } from '@/protocol/errors';
import { createQueue } from '@/server/queue';

/** The number of concurrent steps: each takes a few queries, and other work needs the database too. */
const WIDTH = 8;
/**
 * The maximum number of waiting steps of each kind. Further steps get a time to retry, because a longer queue only
 * delays all of them.
 */
const MOST_WAITING = 200;
/** The assumed rate in steps per second, before any step was counted. */
const FIRST_RATE = 100;
/** How long refused connections count for the retry time, and the longest retry time. */
const MEMORY_MS = 10_000;
const MOST_SECONDS = 30;

/**
 * The two steps of starting a session: `prove` checks a credential, `begin` stores the session and reads its snapshot.
 */
const STEPS = ['begin', 'prove'] as const;
type Step = (typeof STEPS)[number];

/**
 * Admits a herd of connections at the rate that the node can handle. Only requested steps wait; a silent connection
 * does not take a place.
 */
export interface Admission {
  /**
   * Runs a step when it is its turn: `begin` before `prove`, then in order of arrival. Throws `overloaded` with a retry
   * time that spreads the waiting connections over the time they need.
   */
  run<T>(step: Step, work: () => Promise<T>): Promise<T>;
  /** Returns the number of waiting steps. */
  waiting(): number;
}

/** Creates the admission; tests replace `now` (milliseconds) and `random` (0 to 1). */
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

  /** Updates the moving average of the rate, from the times between ends of steps while steps wait. */
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
