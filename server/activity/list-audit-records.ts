import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ActivityContext } from './context';
import { type AuditRecord, readAuditRecords } from './store';

/** The number of records in one answer. */
const RECORDS = 50;

/**
 * Returns what administrators did, the newest first, 50 at most: the newest, or those before the record with the id
 * `before`. Administrators only.
 */
export async function listAuditRecords(
  app: Pick<ActivityContext, 'db'>,
  { actor, before }: { actor: Actor; before?: number | undefined },
): Promise<{ records: AuditRecord[]; more: boolean }> {
  assertAdministrator(actor);
  const rows = await readAuditRecords(app.db, { before: before ?? null, count: RECORDS + 1 });
  return { records: rows.slice(0, RECORDS), more: rows.length > RECORDS };
}
