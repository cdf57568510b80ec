/** Shown counts go no further: the server counts up to a hundred. */
const MOST_SHOWN = 99;

/** A count of unread messages, the same wherever one is shown: exact up to 99, then "99+". */
export function shortCount(count: number): string {
  return count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
}
