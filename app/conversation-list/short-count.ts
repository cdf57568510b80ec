/** Counts are exact up to here: the server counts up to 100. */
const MAX_SHOWN = 99;

/** Returns a count of unread messages as text: exact up to 99, then "99+". */
export function shortCount(count: number): string {
  return count > MAX_SHOWN ? `${MAX_SHOWN}+` : String(count);
}
