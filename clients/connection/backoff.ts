const BASE_MS = 500;
const MOST_MS = 30_000;

/**
 * Milliseconds to wait before try number `tries` (from 0): exponential with full jitter, so that a herd that
 * lost its server together does not come back together.
 * Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 * @param retryAfter seconds that the server asked for; the jitter comes on top.
 */
export function backoff(tries: number, retryAfter = 0, random: () => number = Math.random): number {
  return retryAfter * 1000 + random() * Math.min(MOST_MS, BASE_MS * 2 ** tries);
}
