import { clientEvents } from '@/protocol/events';
import { fail } from '@/server/errors';
import { createQueue } from '@/server/queue';
import { type EngineSocket, onceDrained } from './backpressure';

/** Questions of one connection that may be under way at once. */
const MOST_UNDER_WAY = 32;
/** Of these, such as are answered by a page: one is read, the others wait. */
const MOST_READS = 4;
/** A page waits this long for the client to take what it asked for before. */
const DRAIN_TIMEOUT_MS = 8_000;

/** The events whose answer may be large. */
const READS: ReadonlySet<string> = new Set([
  'new_client',
  'sync',
  ...Object.entries(clientEvents)
    .filter(([, { work }]) => work === 'read')
    .map(([event]) => event),
]);

/** The questions of one connection that are not answered yet. */
export interface RequestQueue {
  /**
   * Runs `work` for one question: pages one after another, each no sooner than the client has taken what waits for it.
   * Throws `rate_limited` when too many are under way, or the client takes nothing.
   */
  run<T>(event: string, work: () => Promise<T>): Promise<T>;
}

export function createRequestQueue(line: EngineSocket): RequestQueue {
  let underWay = 0;
  // One is read and the others wait.
  const reads = createQueue({ width: 1, maxWaiting: MOST_READS - 1, refuse: tooMany });

  return {
    async run(event, work) {
      if (underWay >= MOST_UNDER_WAY) throw tooMany();
      underWay += 1;
      try {
        return await (READS.has(event) ? reads.run(() => waitForDrain(line).then(work)) : work());
      } finally {
        underWay -= 1;
      }
    },
  };
}

const tooMany = () =>
  fail('rate_limited', 'Too many requests are in progress. Wait for their answers.', { retryAfter: 1 });

/** Resolves once the client has taken what waits for it. Throws `rate_limited` after a while, or when it is gone. */
function waitForDrain(line: EngineSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    let forget = () => {};
    const stop = () => {
      clearTimeout(late);
      line.off('close', refuse);
      forget();
    };
    const refuse = () => {
      stop();
      reject(
        fail('rate_limited', 'Earlier answers have not been received yet. Try again later.', {
          retryAfter: 5,
        }),
      );
    };
    const late = setTimeout(refuse, DRAIN_TIMEOUT_MS);
    line.once('close', refuse);
    if (line.readyState !== 'open') return refuse();
    forget = onceDrained(line, () => {
      stop();
      resolve();
    });
  });
}
