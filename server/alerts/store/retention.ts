import type { PoolClient } from 'pg';
import type { WireReached } from '@/protocol/alerts';
import type { ReportCounts } from './reports';

type Client = Pick<PoolClient, 'query'>;

/**
 * Deletes incidents, and drafts that were not issued, older than `days`; returns up to 20 alerts that ended before and whose
 * people are stored.
 */
export async function findForgettable(client: Client, days: number): Promise<string[]> {
  await client.query(`DELETE FROM incidents WHERE at < now() - $1 * interval '1 day'`, [days]);
  await client.query(
    `DELETE FROM alert_drafts WHERE state <> 'issued' AND created_at < now() - $1 * interval '1 day'`,
    [days],
  );
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM alerts WHERE state <> 'active' AND numbers IS NULL AND changed_at < now() - $1 * interval '1 day'
     LIMIT 20`,
    [days],
  );
  return rows.map(({ id }) => id);
}

/** Deletes who was told of an alert, with receipts, look-ups and the group of an exercise, and keeps what was counted. */
export async function deletePeopleOf(
  client: Client,
  id: string,
  { numbers, counts }: { numbers: WireReached; counts: ReportCounts },
): Promise<void> {
  await client.query('UPDATE alerts SET numbers = $2, counts = $3 WHERE id = $1', [
    id,
    JSON.stringify(numbers),
    JSON.stringify(counts),
  ]);
  await client.query(`UPDATE alert_drafts SET content = content || '{"group":[]}' WHERE alert_id = $1`, [id]);
  await client.query('DELETE FROM alert_receipts WHERE alert_id = $1', [id]);
  await client.query('DELETE FROM alert_targets WHERE alert_id = $1', [id]);
  await client.query('DELETE FROM alert_lookups WHERE alert_id = $1', [id]);
  await client.query('DELETE FROM alert_webhook_posts WHERE alert_id = $1', [id]);
}
