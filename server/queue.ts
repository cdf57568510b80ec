import { setImmediate } from 'node:timers/promises';
import { isTimeLimit } from '@/db/outage';
import { isQuadError } from '@/protocol/errors';

/** Milliseconds after its first error for which a batch is divided. Then all are refused whose batch fails again. */
const DIVIDE_MS = 4_000;

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
  /** The number of tasks that may wait in each priority, or a function that returns the number for now. */
  maxWaiting?: number | ((priority: number) => number);
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
    priority === undefined
      ? queues.reduce((sum, queue) => sum + queue.length, 0)
      : (queues[priority] ?? []).length;

  async function turn(priority: number): Promise<void> {
    if (running < width) {
      running += 1;
      return;
    }
    if (waiting(priority) >= (typeof maxWaiting === 'function' ? maxWaiting(priority) : maxWaiting))
      throw refuse();
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
 * Returns a function that runs `work` of a key, such as a user, at once, unless the key has `each()` under way: then it
 * throws the error of `refuse`. So nobody takes all places of a queue.
 */
export function createShares(options: {
  /** Returns the number of tasks that a key may have under way now. */
  each: () => number;
  refuse: () => Error;
}): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, number>();
  return async (key, work) => {
    const count = running.get(key) ?? 0;
    if (count >= options.each()) throw options.refuse();
    running.set(key, count + 1);
    try {
      return await work();
    } finally {
      const left = (running.get(key) ?? 1) - 1;
      if (left > 0) running.set(key, left);
      else running.delete(key);
    }
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
 * Returns a function that runs single items in batches: items with the same key (by default all) of one turn of the event
 * loop, and items that arrive while `width` batches of the key run, are in the next batch. Without load no item waits for
 * another. `run` returns a result for each item, or a promise of it, in their order. When it rejects, one item can be the
 * cause, so the batch is divided until only such items are rejected: the largest parts first, and single items two at a
 * time, for 4 s after the first error. A `QuadError`, such as an outage, rejects all items, unless it is a time limit of
 * the database, which one locked row can exceed. `run` must therefore have no effect when it rejects.
 */
export function createBatchedCall<T, R>(options: {
  keyOf?: (item: T) => string;
  maxBatch: number;
  /** The number of batches of a key that run at once; 1 by default. */
  width?: number;
  run: (items: T[]) => Promise<(R | Promise<R>)[]>;
  /** Returns milliseconds; tests replace it. */
  now?: () => number;
}): (item: T) => Promise<R> {
  const { keyOf = () => '', maxBatch, width = 1, run, now = Date.now } = options;
  interface Call {
    item: T;
    resolve: (result: R | Promise<R>) => void;
    reject: (error: unknown) => void;
  }
  const keys = new Map<string, { waiting: Call[]; running: number }>();

  async function handle(all: Call[]): Promise<void> {
    const parts = [all];
    const singles: Call[][] = [];
    let until: number | undefined;
    async function attempt(calls: Call[]): Promise<void> {
      try {
        const results = await run(calls.map(({ item }) => item));
        calls.forEach(({ resolve }, n) => {
          resolve(results[n] as R | Promise<R>);
        });
      } catch (error) {
        until ??= now() + DIVIDE_MS;
        if (isQuadError(error) && !isTimeLimit(error)) {
          for (const { reject } of [calls, ...parts.splice(0), ...singles.splice(0)].flat()) reject(error);
          return;
        }
        const half = Math.ceil(calls.length / 2);
        if (calls.length === 1 || now() >= until) for (const { reject } of calls) reject(error);
        else
          for (const part of [calls.slice(0, half), calls.slice(half)])
            (part.length === 1 ? singles : parts).push(part);
      }
    }
    for (let calls = parts.shift(); calls; calls = parts.shift()) await attempt(calls);
    // A single item waits longest for a lock, so another one is tried meanwhile.
    const attemptSingles = async () => {
      for (let calls = singles.shift(); calls; calls = singles.shift()) await attempt(calls);
    };
    await Promise.all([attemptSingles(), attemptSingles()]);
  }

  async function drain(key: string, queue: { waiting: Call[]; running: number }): Promise<void> {
    while (queue.waiting.length > 0) {
      await setImmediate(); // items that arrive in the same turn join
      const calls = queue.waiting.splice(0, maxBatch);
      if (calls.length > 0) await handle(calls);
    }
    queue.running -= 1;
    if (queue.running === 0) keys.delete(key);
  }

  return (item) =>
    new Promise((resolve, reject) => {
      const key = keyOf(item);
      const queue = keys.get(key) ?? { waiting: [], running: 0 };
      keys.set(key, queue);
      queue.waiting.push({ item, resolve, reject });
      if (queue.running >= width) return;
      queue.running += 1;
      void drain(key, queue);
    });
}

/**
 * Returns a function that runs the tasks of a key one after another, in the order of its calls. Tasks of other keys do
 * not wait.
 */
export function createSequences(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const queues = new Map<string, Queue>();
  return async (key, work) => {
    const queue = queues.get(key) ?? createQueue({ width: 1 });
    queues.set(key, queue);
    try {
      return await queue.run(work);
    } finally {
      if (queue.isIdle()) queues.delete(key);
    }
  };
}

/** Returns one of `lanes` numbers for a key, always the same. */
export function laneOf(key: string, lanes: number): number {
  let hash = 0x811c9dc5; // FNV-1a; its upper bits are better distributed
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 16) % lanes;
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
