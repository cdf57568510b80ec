const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds from each failed attempt to the next (Standard Webhooks 1.0, with the first attempt at once). */
const DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** The delay grows by up to this fraction, so that events of one outage do not come back at once. */
const JITTER = 0.2;
const MAX_WAIT = 24 * HOUR;

/** What a program answered: a status, and the seconds of its `Retry-After`. */
interface Answer {
  status: number | null;
  retryAfter: number | null;
}

export const isDelivered = ({ status }: Pick<Answer, 'status'>) =>
  status !== null && status >= 200 && status < 300;

/**
 * Returns the milliseconds until an event is attempted again after its `tries`th attempt failed; null if it is not. A
 * program that answered 429 or 503 is not asked before its `Retry-After`, of at most a day.
 */
export function delayAfter(
  tries: number,
  { status, retryAfter }: Answer,
  random: () => number = Math.random,
): number | null {
  const delay = DELAYS[tries - 1];
  if (delay === undefined || status === 410) return null;
  const asked = status === 429 || status === 503 ? (retryAfter ?? 0) * SECOND : 0;
  return Math.max(Math.round(delay * (1 + JITTER * random())), Math.min(asked, MAX_WAIT));
}

/** Returns the seconds of a `Retry-After`: a number, or a date (RFC 9110, 10.2.3); null for anything else. */
export function secondsOf(header: string | undefined, now = Date.now()): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / SECOND));
}
