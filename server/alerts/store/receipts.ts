import type { Db } from '@/db/client';
import type { AlertChannel, AlertReach } from '@/protocol/alert-kinds';
import { merkleRoot } from '../ledger';
import { appendLedger } from './ledger';
import { settleTargets } from './targets';

/** How far a revision has come to a device of a person. */
export interface Receipt {
  alertId: string;
  revision: number;
  userId: string;
  channel: AlertChannel;
  /** The id of the sign-in or the token. */
  device: string;
  reach: AlertReach;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * Stores receipts in one transaction of seven statements, whatever their number, with the Merkle root of the new ones in
 * the ledger. Ignores repetitions, and receipts of people who were not told.
 */
export async function insertReceipts(db: Db, receipts: readonly Receipt[]): Promise<void> {
  await db.transaction(async (client) => {
    await settleTargets(client, [...new Set(receipts.map(({ alertId }) => alertId))]);
    const { rows } = await client.query<Omit<Receipt, 'at'> & { at: Date }>(
      `INSERT INTO alert_receipts (alert_id, revision, user_id, channel, device, reach, at, entry)
       SELECT DISTINCT ON (r.alert_id, r.revision, r.user_id, r.channel, r.device, r.reach)
         r.alert_id, r.revision, r.user_id, r.channel::"AlertChannel", r.device, r.reach::"AlertReach",
         to_timestamp(r.at / 1000.0), 0
       FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::bigint[])
         AS r (alert_id, revision, user_id, channel, device, reach, at)
       JOIN alert_targets t ON t.alert_id = r.alert_id AND t.user_id = r.user_id
       JOIN alert_revisions v ON v.alert_id = r.alert_id AND v.revision = r.revision
       ON CONFLICT DO NOTHING
       RETURNING alert_id AS "alertId", revision, user_id AS "userId", channel, device, reach, at`,
      [
        receipts.map(({ alertId }) => alertId),
        receipts.map(({ revision }) => revision),
        receipts.map(({ userId }) => userId),
        receipts.map(({ channel }) => channel),
        receipts.map(({ device }) => device),
        receipts.map(({ reach }) => reach),
        receipts.map(({ at }) => at),
      ],
    );
    if (rows.length === 0) return;
    await client.query(
      `UPDATE alert_targets t SET reach = greatest(t.reach, r.reach)
       FROM (SELECT alert_id, user_id, max(reach) AS reach
         FROM unnest($1::uuid[], $2::uuid[], $3::"AlertReach"[]) AS u (alert_id, user_id, reach)
         GROUP BY alert_id, user_id) r
       WHERE t.alert_id = r.alert_id AND t.user_id = r.user_id AND t.reach < r.reach`,
      [rows.map(({ alertId }) => alertId), rows.map(({ userId }) => userId), rows.map(({ reach }) => reach)],
    );
    // A batch of each alert, because the receipts of an alert are forgotten together.
    const byAlert = new Map<string, typeof rows>();
    for (const row of rows) {
      const batch = byAlert.get(row.alertId);
      if (batch) batch.push(row);
      else byAlert.set(row.alertId, [row]);
    }
    const last = await appendLedger(
      client,
      [...byAlert].map(([alert, batch]) => ({
        type: 'receipts' as const,
        alert,
        root: merkleRoot(batch.map((row) => ({ ...row, at: row.at.getTime() }))),
        count: batch.length,
      })),
    );
    // Only this transaction sees rows of entry 0.
    await client.query(
      `UPDATE alert_receipts r SET entry = e.entry FROM unnest($1::uuid[]) WITH ORDINALITY AS u (alert_id, n),
         LATERAL (SELECT $2::int + u.n::int AS entry) e WHERE r.entry = 0 AND r.alert_id = u.alert_id`,
      [[...byAlert.keys()], last - byAlert.size],
    );
  });
}
