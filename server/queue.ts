/** Runs a bounded number of tasks at once; the others wait, first come first served. */
export interface Queue {
  /**
   * Runs `work` once there is room. Among waiting tasks, a lower `priority` number goes first. Throws the error of
   * `refuse` when too many wait.
   */
  run<T>(work: () => Promise<T>, priority?: number): Promise<T>;
  /** Returns the number of waiting tasks, of one priority or of all. */
  waiting(priority?: number): number;
  /** Returns true when no task runs. Waiting tasks imply a running task. */
  isIdle(): boolean;
}

/** Creates a queue. With `priorities`, each priority is first come first served. */
export function createQueue(options: {
  /** The number of tasks that run at once. */
  width: number;
  /** The number of priorities; 1 by default. */
  priorities?: number;
  /** The number of tasks that may wait in each priority. */
  maxWaiting?: number;
  /** Creates the error for a task past `maxWaiting`. */
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
        // Hands the slot straight to the next task, so that no new task takes it in between.
        const next = queues.find((queue) => queue.length > 0)?.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

/**
 * Collects items while a batch is handled, then handles the collected items as the next batch. One batch runs at a
 * time, in order.
 */
export interface BatchQueue<T> {
  add(...items: T[]): void;
  /** Resolves when no batch runs and no item waits. */
  settled(): Promise<void>;
}

/** Creates a batch queue. `handle` must never reject. */
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
 * Maps each item, at most `width` at once, and returns the results in order of the items. Takes items from the iterable
 * as there is room, and no more after an error. Throws the first error after all running calls have ended.
 */
export async function mapConcurrently<T, R>(
  items: Iterable<T>,
  width: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = items[Symbol.iterator]();
  let started = 0;
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    while (!failure) {
      const { done, value } = rest.next();
      if (done) return;
      const n = started++;
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
