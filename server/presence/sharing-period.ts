/** How long a user shares their location, and what happens to sharing when they move or disconnect. */
import { type Cell, cellDistance } from './cells';

/**
 * When sharing ends by itself: `gone`: with the last session; `here`: also when the user leaves the area where it began
 * or the location expires; `time`: at `until`; `off`: never.
 */
export type SharingEnd = 'gone' | 'here' | 'time' | 'off';

export interface SharingPeriod {
  end: SharingEnd;
  /** With `time`: milliseconds since 1970. */
  until: number | null;
  /** With `here`: the first published cell; null before that. */
  here: Cell | null;
}

/** The default, for clients that do not send a duration. */
export const WHILE_CONNECTED: SharingPeriod = { end: 'gone', until: null, here: null };

/**
 * Metres between cells: beyond this distance from the first cell the period `here` ends. About the size of a campus.
 */
const HERE_METRES = 500;

/** A duration as a client sends it: minutes from now, `here` or `off`. */
export type SharingDuration = number | 'here' | 'off';

/** Returns the sharing period for a duration; `now` in milliseconds since 1970. */
export function sharingPeriodFor(lasting: SharingDuration | undefined, now: number): SharingPeriod {
  if (lasting === undefined) return WHILE_CONNECTED;
  if (typeof lasting === 'number') return { end: 'time', until: now + lasting * 60_000, here: null };
  return { end: lasting, until: null, here: null };
}

/** Returns the sharing period after a move to a cell; null when the move ends it. */
export function sharingPeriodIn(period: SharingPeriod, cell: Cell): SharingPeriod | null {
  if (period.end !== 'here') return period;
  if (!period.here) return { ...period, here: cell };
  return cellDistance(period.here, cell) > HERE_METRES ? null : period;
}

/**
 * Returns whether the sharing period continues after the location expired (`place`) or the last session ended
 * (`sessions`).
 */
export function outlives(period: SharingPeriod, ended: 'place' | 'sessions', now: number): boolean {
  if (period.end === 'time') return (period.until ?? 0) > now;
  if (period.end === 'gone') return ended === 'place';
  return period.end === 'off';
}
