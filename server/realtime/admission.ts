import { fail } from '@/protocol/errors';
import { createQueue } from '@/server/queue';

/** The number of concurrent steps: each takes a few queries, and other work needs the database too. */
const MAX_CONCURRENT_STEPS = 8;
/**
 * The maximum number of waiting steps of each kind. Further steps get a time to retry, because a longer queue only
 * delays all of them.
 */
const MAX_WAITING = 200;
/** The assumed rate in steps per second, before any step was counted. */
const INITIAL_STEPS_PER_SECOND = 100;
/** How long refused connections count for the retry time, and the longest retry time. */
const REFUSED_MEMORY_MS = 10_000;
const MAX_RETRY_SECONDS = 30;

/**
 * The two steps of starting a session: `authenticate` checks a credential, `begin` stores the session and reads its
 * snapshot.
 */
const STEPS = ['begin', 'authenticate'] as const;
type Step = (typeof STEPS)[number];

/**
 * Admits a herd of connections at the rate that the node can handle. Only requested steps wait; a silent connection
 * does not take a place.
 */
export interface Admission {
  /**
   * Runs a step when it is its turn: `begin` before `authenticate`, then in order of arrival. Throws `overloaded`
   * with a retry time that spreads the waiting connections over the time they need.
   */
  run<T>(step: Step, work: () => Promise<T>): Promise<T>;
  /** Returns the number of waiting steps. */
  waiting(): number;
}

/** Creates the admission; tests replace `now` (milliseconds) and `random` (0 to 1). */
export function createAdmission(options: { now?: () => number; random?: () => number } = {}): Admission {
  const { now = Date.now, random = Math.random } = options;
  const queue = createQueue({
    width: MAX_CONCURRENT_STEPS,
    priorities: STEPS.length,
    maxWaiting: MAX_WAITING,
    refuse: () =>
      fail('overloaded', 'Quad is busy right now. You will be connected in a moment.', {
        retryAfter: secondsToWait(),
      }),
  });
  let rate = INITIAL_STEPS_PER_SECOND;
  let endedAt = 0;
  let away: number[] = [];

  function secondsToWait(): number {
    away = away.filter((at) => at > now() - REFUSED_MEMORY_MS);
    away.push(now());
    const spread = (queue.waiting() + away.length) / rate;
    return Math.min(MAX_RETRY_SECONDS, Math.ceil(1 + spread * random()));
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
