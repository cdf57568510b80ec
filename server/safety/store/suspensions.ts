import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { Reason } from '@/protocol/reasons';

type Client = Pick<PoolClient, 'query'>;

/** Inserts a suspension; an earlier one that has not ended ends now. */
export async function insertSuspension(
  client: Client,
  suspension: { userId: string; reason: Reason; note: string | null; until: Date; createdBy: string },
): Promise<void> {
  await endSuspensions(client, suspension.userId);
  await client.query(
    `INSERT INTO suspensions (user_id, reason, note, until, created_by)
     VALUES ($1, $2::"ReportReason", $3, $4, $5)`,
    [suspension.userId, suspension.reason, suspension.note, suspension.until, suspension.createdBy],
  );
}

/** Ends the suspensions of a user now. Returns whether there was one. */
export async function endSuspensions(client: Client, userId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE suspensions SET until = now() WHERE user_id = $1 AND until > now()',
    [userId],
  );
  return (rowCount ?? 0) > 0;
}

/** Deletes suspensions that ended more than `days` days ago. */
export async function deleteSuspensionsEndedBefore(db: Db, days: number): Promise<void> {
  await db.pool.query("DELETE FROM suspensions WHERE until < now() - $1 * interval '1 day'", [days]);
}
