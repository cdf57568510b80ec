/** Counts are exact up to here: the server counts up to 100. */
const MOST_SHOWN = 99;

/** Returns a count of unread messages as text: exact up to 99, then "99+". */
export function shortCount(count: number): string {
  return count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
}
