/** Options of a wait, besides the number of the attempt. */
export interface BackoffOptions {
  /** Seconds that the server requested (`retryAfter`); the jitter is added to this minimum. */
  retryAfter?: number | undefined;
  /** The bound before attempt 0, in milliseconds; doubles with each attempt. */
  first: number;
  /** The greatest bound, in milliseconds. */
  longest: number;
  random?: () => number;
}

/**
 * Returns the milliseconds to wait before try number `tries` (from 0): exponential backoff with full jitter, so that
 * clients that lost the same server do not return at the same moment. It is here because clients and server use it.
 * Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export function backoff(tries: number, options: BackoffOptions): number {
  const { retryAfter = 0, first, longest, random = Math.random } = options;
  return Math.round(retryAfter * 1000 + random() * Math.min(longest, first * 2 ** tries));
}
