import type { WireLogEntry } from '@/protocol/messages';

/**
 * The size (about the bytes of JSON) after which a page of entries ends. A slow connection transfers such a page in a
 * few seconds, and the buffered data of a client stays bounded.
 */
export const PAGE_BYTES = 64 * 1024;

/**
 * Returns how many of the first entries make a page: at most `limit`, and at least one entry even if it exceeds
 * `maxBytes`.
 */
export function pageLength(entries: readonly WireLogEntry[], limit: number, maxBytes = PAGE_BYTES): number {
  let bytes = 0;
  for (const [n, entry] of entries.entries()) {
    if (n >= limit || bytes >= maxBytes) return n;
    bytes += Buffer.byteLength(JSON.stringify(entry));
  }
  return entries.length;
}

/**
 * SQL expression, for rows `e` in the given order: the total bytes of the texts of all rows before the previous row.
 * The rows for which this is below the page size are the page and the row after it, which shows that the log has more.
 */
export const textBefore = (order: string) =>
  `coalesce(sum(octet_length(m.text)) OVER (ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0)`;
