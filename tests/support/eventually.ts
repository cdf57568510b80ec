import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/** Again and again while the database is busy: of many who ask at once, some wait too long for a connection. */
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
 * Looks again and again, for what tells nobody that it changed (a broker's list, a table), until it is as wanted.
 * Gives what it saw; rejects with it after `withinMs`.
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
