import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/** Retries `work` while the database is busy: among many requests at once, some wait too long for a connection. */
export async function surely<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== 'unavailable') throw error;
    }
  }
}

/**
 * Polls a value that signals no change (a broker's list, a table), until it is as expected. Returns the value; rejects
 * with the last value after `withinMs`.
 */
export async function eventually<T>(
  look: () => Promise<T> | T,
  is: (seen: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (is(seen)) return seen;
    if (Date.now() > deadline)
      throw new Error(`not within ${withinMs} ms; last seen: ${JSON.stringify(seen)}`);
    await delay(LOOK_EVERY_MS);
  }
}
