import { fail } from '@/protocol/errors';
import { clientEvents } from '@/protocol/events';
import { createQueue, type Queue } from '@/server/queue';
import { type EngineSocket, onceDrained } from './backpressure';

/** The maximum number of concurrent requests of one connection. */
const MAX_CONCURRENT_REQUESTS = 32;
/** The maximum number of these that return a page: one runs, the others wait. */
const MAX_PAGE_REQUESTS = 4;
/** How long a page waits for the client to read earlier replies. */
const DRAIN_TIMEOUT_MS = 8_000;

/** The events whose reply may be large. */
const READS: ReadonlySet<string> = new Set([
  'new_client',
  'sync',
  ...Object.entries(clientEvents)
    .filter(([, { work }]) => work === 'read')
    .map(([event]) => event),
]);

/** The requests of one connection that have no reply yet. */
export interface RequestQueue {
  /**
   * Runs `work` for one request. Pages run one after another, each when the client has read what is buffered. Throws
   * `rate_limited` when too many requests are under way or the client does not read.
   */
  run<T>(event: string, work: () => Promise<T>): Promise<T>;
}

/** Creates the request queue of one connection. */
export function createRequestQueue(engineSocket: EngineSocket): RequestQueue {
  let underWay = 0;
  // One page is read and the others wait. Exists only meanwhile, because most connections are idle.
  let reads: Queue | null = null;

  return {
    async run(event, work) {
      const isRead = READS.has(event);
      // A refused request must not count, not even for a moment: it would refuse others that come with it.
      if (underWay >= MAX_CONCURRENT_REQUESTS || (isRead && (reads?.waiting() ?? 0) >= MAX_PAGE_REQUESTS - 1))
        throw tooMany();
      underWay += 1;
      try {
        if (!isRead) return await work();
        reads ??= createQueue({ width: 1 });
        return await reads.run(() => waitForDrain(engineSocket).then(work));
      } finally {
        underWay -= 1;
        if (reads?.isIdle()) reads = null;
      }
    },
  };
}

const tooMany = () =>
  fail('rate_limited', 'Too many requests are in progress. Wait for their answers.', { retryAfter: 1 });

/**
 * Resolves when the client has read what is buffered. Rejects with `rate_limited` after a timeout, or when the
 * connection is closed.
 */
function waitForDrain(engineSocket: EngineSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    let forget = () => {};
    const stop = () => {
      clearTimeout(late);
      engineSocket.off('close', refuse);
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
    engineSocket.once('close', refuse);
    if (engineSocket.readyState !== 'open') return refuse();
    forget = onceDrained(engineSocket, () => {
      stop();
      resolve();
    });
  });
}
