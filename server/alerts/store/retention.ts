import type { PoolClient } from 'pg';
import type { WireReached } from '@/protocol/alerts';
import { NO_NUMBERS } from './numbers';

type Client = Pick<PoolClient, 'query'>;

/** Deletes incidents older than `days`, and returns up to 20 alerts that ended before and whose people are stored. */
export async function findForgettable(client: Client, days: number): Promise<string[]> {
  await client.query(`DELETE FROM incidents WHERE at < now() - $1 * interval '1 day'`, [days]);
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM alerts WHERE state <> 'active' AND numbers IS NULL AND changed_at < now() - $1 * interval '1 day'
     LIMIT 20`,
    [days],
  );
  return rows.map(({ id }) => id);
}

/** Deletes who was told of an alert, with receipts and look-ups, and keeps the numbers. */
export async function deletePeopleOf(client: Client, id: string, numbers: WireReached | null): Promise<void> {
  await client.query('UPDATE alerts SET numbers = $2 WHERE id = $1', [
    id,
    JSON.stringify(numbers ?? NO_NUMBERS),
  ]);
  await client.query('DELETE FROM alert_receipts WHERE alert_id = $1', [id]);
  await client.query('DELETE FROM alert_targets WHERE alert_id = $1', [id]);
  await client.query('DELETE FROM alert_lookups WHERE alert_id = $1', [id]);
}
