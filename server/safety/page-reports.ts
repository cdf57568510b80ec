import { z } from 'zod';
import type { WireReport } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { decodeCursor, PAGE_ITEMS, pageOf } from '@/server/cursor';
import type { SafetyContext } from './context';
import { readReports } from './store/reports';

// As `toISOString` writes it; PostgreSQL knows no year 0.
const at = z.iso.datetime({ precision: 3 }).regex(/^(?!0000)/);
const position = z.strictObject({ at, id: z.uuid() });

/**
 * Returns a page of the open reports, oldest first, or of the closed reports, newest first. Administrators only. Throws
 * `bad_request` for a cursor of another list.
 */
export async function pageReports(
  app: Pick<SafetyContext, 'db'>,
  {
    actor,
    closed,
    limit = PAGE_ITEMS,
    cursor,
  }: { actor: Actor; closed: boolean; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: WireReport[]; next: string | null }> {
  assertAdministrator(actor);
  const after = decodeCursor(position, cursor);
  const reports = await readReports(app.db, { closed, about: undefined, after, limit: limit + 1 });
  return pageOf(reports, limit, ({ at, id, closed: end }) => ({ at: end?.at ?? at, id }));
}
