/** How long somebody wants to share their place; and what that says when they move, or are gone. */
import { type Cell, cellDistance } from './cells';

/**
 * When sharing ends by itself: `gone`, with the last session; `here`, that too, and as soon as the person is away
 * from where it began or their place is forgotten; `time`, at `until`; `off`: only they end it.
 */
export type SharingEnd = 'gone' | 'here' | 'time' | 'off';

export interface SharingPeriod {
  end: SharingEnd;
  /** With `time`: milliseconds since 1970. */
  until: number | null;
  /** With `here`: the cell that was published first, once there is one. */
  here: Cell | null;
}

/** Without a word on how long, as clients that know of none ask for it. */
export const WHILE_CONNECTED: SharingPeriod = { end: 'gone', until: null, here: null };

/** Metres between cells: farther from where it began is no longer `here`. About the size of a campus. */
const HERE = 500;

/** How long, as a client says it: minutes from now, `here` or `off`. */
export type SharingDuration = number | 'here' | 'off';

export function sharingPeriodFor(lasting: SharingDuration | undefined, now: number): SharingPeriod {
  if (lasting === undefined) return WHILE_CONNECTED;
  if (typeof lasting === 'number') return { end: 'time', until: now + lasting * 60_000, here: null };
  return { end: lasting, until: null, here: null };
}

/** The wish once the person is in a cell; null when it ends by that. */
export function sharingPeriodIn(wish: SharingPeriod, cell: Cell): SharingPeriod | null {
  if (wish.end !== 'here') return wish;
  if (!wish.here) return { ...wish, here: cell };
  return cellDistance(wish.here, cell) > HERE ? null : wish;
}

/** Whether the wish is still there when the place is forgotten, and when all sessions are gone, too. */
export function outlives(wish: SharingPeriod, ended: 'place' | 'sessions', now: number): boolean {
  if (wish.end === 'time') return (wish.until ?? 0) > now;
  if (wish.end === 'gone') return ended === 'place';
  return wish.end === 'off';
}
