/** What a wait depends on besides the number of the try. */
export interface BackoffOptions {
  /** Seconds that the other side asked for (`retryAfter`); the jitter is added to them. */
  retryAfter?: number | undefined;
  /** Milliseconds: the bound before try 0, which doubles with each try. */
  first?: number;
  /** Milliseconds: the greatest bound. */
  longest?: number;
  random?: () => number;
}

/**
 * Returns the milliseconds to wait before try number `tries` (from 0): exponential backoff with full jitter, so that
 * clients that lost the same server do not return at the same moment. It is here because clients and server use it.
 * Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export function backoff(tries: number, options: BackoffOptions = {}): number {
  const { retryAfter = 0, first = 500, longest = 30_000, random = Math.random } = options;
  return Math.round(retryAfter * 1000 + random() * Math.min(longest, first * 2 ** tries));
}
