import type { z } from 'zod';
import { fail } from '@/protocol/errors';

/** The number of items of a page without a `limit`. */
export const PAGE_ITEMS = 50;

/** Returns the cursor that continues a list after a position; `decodeCursor` reads it. */
export function encodeCursor(position: object): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Returns the position in a cursor, undefined without a cursor. Throws `bad_request` for any other text. */
export function decodeCursor<S extends z.ZodType>(
  schema: S,
  cursor: string | undefined,
): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString(), storable));
  } catch {
    throw fail('bad_request', 'cursor: must be the `next` of a page of this list', { field: 'cursor' });
  }
}

/** Returns a value of JSON. Throws for a text with U+0000, which PostgreSQL refuses. */
function storable(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.includes('\0')) throw new Error('U+0000');
  return value;
}

/**
 * Returns the first `limit` of the items that were read, and the cursor of the last of them if there are more.
 * `positionOf` returns the position of an item.
 */
export function pageOf<T>(
  items: readonly T[],
  limit: number,
  positionOf: (item: T) => object,
): { items: T[]; next: string | null } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: last && items.length > limit ? encodeCursor(positionOf(last)) : null };
}
