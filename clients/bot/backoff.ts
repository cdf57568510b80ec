const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait before the attempt of that number (from 0): random between nothing and a bound that
 * doubles ("full jitter"), so that a herd which lost its server does not come back at once.
 * `atLeastSeconds` is what the server asked for; the jitter goes on top.
 */
export function backoff(attempt: number, atLeastSeconds = 0, random = Math.random): number {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(atLeastSeconds * 1000 + random() * bound);
}
