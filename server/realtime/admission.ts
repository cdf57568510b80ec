import { fail } from '@/protocol/errors';
import { createQueue } from '@/server/queue';

/**
 * The number of concurrent steps. Concurrent steps share statements, so this is a few batches of the session writer;
 * more would only move the waiting from here to there.
 */
const MAX_CONCURRENT_STEPS = 400;
/**
 * The maximum time that the last waiting step of a kind may have to wait, at the measured rate; a client waits 10 s for
 * its handshake and 15 s for its session. Further steps get a time to retry, because a longer queue only delays all.
 */
const MAX_WAIT_SECONDS = 8;
/** This many steps may wait at any rate. */
const MIN_WAITING = 200;
/** Rates in steps per second: the assumed one before any step was counted, and the lowest, at which `MIN_WAITING` wait. */
const INITIAL_RATE = 300;
const MIN_RATE = MIN_WAITING / MAX_WAIT_SECONDS;
/** The rate grows at most by this factor in a window, because a window can be lucky. */
const MAX_GROWTH = 1.5;
/** The time over which the rate is measured. */
const WINDOW_MS = 500;
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
   * Runs a step when it is its turn: `begin` before `authenticate`, then in order of arrival. `work` rejects when the step
   * fails or its client has left; such a step does not count as handled. Throws `overloaded`
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
    maxWaiting: () => Math.max(MIN_WAITING, MAX_WAIT_SECONDS * rate),
    refuse: () =>
      fail('overloaded', 'Quad is busy right now. You will be connected in a moment.', {
        retryAfter: secondsToWait(),
      }),
  });
  let rate = INITIAL_RATE;
  /** The steps that have succeeded since `since`, while others waited. */
  let succeeded = 0;
  let since = now();
  /** When connections were refused, the earliest first. */
  let refused: number[] = [];

  function secondsToWait(): number {
    const remembered = refused.findIndex((at) => at > now() - REFUSED_MEMORY_MS);
    if (remembered !== 0) refused = remembered < 0 ? [] : refused.slice(remembered);
    refused.push(now());
    const spread = (queue.waiting() + refused.length) / rate;
    return Math.min(MAX_RETRY_SECONDS, Math.ceil(1 + spread * random()));
  }

  function startCounting(): void {
    succeeded = 0;
    since = now();
  }

  /**
   * Updates the rate, which is known only while steps wait. Counts no step that failed, or whose client had left: these
   * are quick, and thousands of them say nothing about how long the others must wait.
   */
  function count(): void {
    succeeded += 1;
    const elapsed = now() - since;
    if (queue.waiting() === 0 || elapsed < WINDOW_MS) return;
    const measured = (rate + (1000 * succeeded) / elapsed) / 2;
    rate = Math.max(MIN_RATE, Math.min(measured, MAX_GROWTH * rate));
    startCounting();
  }

  return {
    waiting: () => queue.waiting(),
    run(step, work) {
      if (queue.waiting() === 0) startCounting();
      return queue.run(async () => {
        const result = await work();
        count();
        return result;
      }, STEPS.indexOf(step));
    },
  };
}
