import { z } from 'zod';

/** The largest number of items of a page. */
const MAX_ITEMS = 200;

const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, `must be 1 to ${MAX_ITEMS}`)
  .transform(Number)
  .refine((n) => n <= MAX_ITEMS, `must be 1 to ${MAX_ITEMS}`)
  .meta({ type: 'integer', minimum: 1, maximum: MAX_ITEMS, pattern: undefined });

const cursor = z
  .string()
  .max(400)
  .regex(/^[\w-]+$/, 'must be the `next` of a page')
  .describe('The `next` of the page before.');

/** The query of a list: the number of items, and the cursor of a page. */
export const pageQuery = z.strictObject({
  limit: limit.optional().describe('The number of items; 50 if not given.'),
  cursor: cursor.optional(),
});

/** Returns the schema of a page of a list, named `id`. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  return z
    .strictObject({
      items: z.array(item),
      next: z.string().nullable().describe('The `cursor` of the next page; null on the last page.'),
    })
    .meta({ id });
}
