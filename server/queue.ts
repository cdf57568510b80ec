/** Runs at most so many pieces of work at once; the others wait, first come first served. */
export interface Queue {
  /** `priority`: of those that wait, a lower number goes first. Throws what `refuse` returns when too many wait. */
  run<T>(work: () => Promise<T>, priority?: number): Promise<T>;
  /** How many wait: of that priority, or of all. */
  waiting(priority?: number): number;
  /** Nothing runs or waits. */
  isIdle(): boolean;
}

export function createQueue(options: {
  /** How many run at once. */
  width: number;
  /** How many priorities there are; one if not given. */
  priorities?: number;
  /** How many may wait, of each priority. */
  maxWaiting?: number;
  /** Makes the error for work that is one too many. */
  refuse?: () => Error;
}): Queue {
  const {
    width,
    priorities = 1,
    maxWaiting = Number.POSITIVE_INFINITY,
    refuse = () => new Error('Too many wait.'),
  } = options;
  const queues = Array.from({ length: priorities }, () => [] as (() => void)[]);
  let running = 0;
  const waiting = (priority?: number) =>
    (priority === undefined ? queues.flat() : (queues[priority] ?? [])).length;

  async function turn(priority: number): Promise<void> {
    if (running < width) {
      running += 1;
      return;
    }
    if (waiting(priority) >= maxWaiting) throw refuse();
    await new Promise<void>((resolve) => queues[priority]?.push(resolve));
  }

  return {
    waiting,
    isIdle: () => running === 0,
    async run(work, priority = 0) {
      await turn(priority);
      try {
        return await work();
      } finally {
        // The place passes to the next one without being free in between, so that nobody slips in.
        const next = queues.find((queue) => queue.length > 0)?.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

/** Gathers items while a batch is handled, and handles what gathered as the next batch: one at a time, in order. */
export interface BatchQueue<T> {
  add(...items: T[]): void;
  /** Resolves once nothing is handled and nothing waits. */
  settled(): Promise<void>;
}

/** `handle` never rejects. */
export function createBatchQueue<T>(options: {
  maxBatch?: number;
  handle: (batch: T[]) => Promise<void>;
}): BatchQueue<T> {
  const { maxBatch = Number.POSITIVE_INFINITY, handle } = options;
  let waiting: T[] = [];
  let draining: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await handle(batch);
    }
    draining = null;
  }

  return {
    add(...items) {
      waiting.push(...items);
      if (waiting.length > 0) draining ??= drain();
    },
    settled: () => draining ?? Promise.resolve(),
  };
}

/**
 * Maps each item, at most `width` at once, and returns the results in order of the items. Items are taken from the
 * iterable as there is room for them; after an error no more are taken. Throws the first error once all have ended.
 */
export async function mapConcurrently<T, R>(
  items: Iterable<T>,
  width: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = items[Symbol.iterator]();
  let taken = 0;
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    while (!failure) {
      const { done, value } = rest.next();
      if (done) return;
      const n = taken++;
      try {
        results[n] = await map(value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failure) throw failure.error;
  return results;
}
