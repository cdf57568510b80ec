import { fail } from '@/server/errors';

/** Sessions that begin at once: a beginning is a handful of queries, and others want the database too. */
const WIDTH = 8;
/** Connections that may wait for their turn. More are told when to come back: a long queue only makes all of them late. */
const MOST_WAITING = 200;
/** Sessions a second, before any has been counted. */
const FIRST_RATE = 100;
/** How long those who were turned away are reckoned with, and the longest that anybody is told to wait. */
const MEMORY_MS = 10_000;
const MOST_SECONDS = 30;

/** Admits a herd at the rate that the node can bear. */
export interface Admission {
  /**
   * Counts a connection as coming; the answer, once called, says that it has begun or is gone. Throws `unavailable`
   * with when to come back, spread over the time that all who wait will take.
   */
  enter(): () => void;
  /** Runs the beginning of a session when it is its turn, first come first served. */
  begin<T>(work: () => Promise<T>): Promise<T>;
}

export function createAdmission(options: { now?: () => number; random?: () => number } = {}): Admission {
  const { now = Date.now, random = Math.random } = options;
  let coming = 0;
  let running = 0;
  let rate = FIRST_RATE;
  let begunAt = 0;
  let away: number[] = [];
  const queue: (() => void)[] = [];

  function secondsToWait(): number {
    away = away.filter((at) => at > now() - MEMORY_MS);
    away.push(now());
    const spread = (coming + away.length) / rate;
    return Math.min(MOST_SECONDS, Math.ceil(1 + spread * random()));
  }

  /** A mean that follows: of the time between beginnings while there is a queue. */
  function count(): void {
    const at = now();
    if (queue.length > 0 && begunAt > 0) rate = 0.95 * rate + 0.05 * (1000 / Math.max(1, at - begunAt));
    begunAt = at;
  }

  return {
    enter() {
      if (coming >= MOST_WAITING) {
        throw fail('unavailable', 'Many people come at once. You are let in in a moment.', {
          retryAfter: secondsToWait(),
        });
      }
      coming += 1;
      let done = false;
      return () => {
        if (!done) coming -= 1;
        done = true;
      };
    },
    async begin(work) {
      if (running >= WIDTH) await new Promise<void>((resolve) => queue.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        count();
        // The place goes to the next one without being free in between.
        const next = queue.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
