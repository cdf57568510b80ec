import type { PoolClient } from 'pg';
import { commitAtOnce, type Db } from '@/db/client';
import type { OutboxEvent, OutboxRow } from '../events';

type Client = Pick<PoolClient, 'query'>;

/**
 * Inserts events for the relay, in the calling function's transaction if it has one, and returns them with their ids.
 */
export async function insertOutbox(client: Client, events: OutboxEvent[]): Promise<OutboxRow[]> {
  if (events.length === 0) return [];
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO outbox (event) SELECT e FROM json_array_elements($1::json) e RETURNING id',
    [JSON.stringify(events)],
  );
  return events.map((event, index) => ({ id: (rows[index] as { id: number }).id, event }));
}

/**
 * Locks events that are older than `olderThanMs`, whose node may be dead, passes them to `work`, and then deletes them.
 * Includes `cut` events of any age: the operator's command has no relay and cannot wait, and a repeated revocation has
 * no effect. Returns the number of events.
 */
export async function sweepOutbox(
  db: Db,
  options: { olderThanMs: number; limit: number },
  work: (rows: OutboxRow[]) => Promise<void>,
): Promise<number> {
  return db.transaction(async (client) => {
    const { rows } = await client.query<OutboxRow>(
      `SELECT id, event FROM outbox
       WHERE created_at < now() - $1 * interval '1 millisecond' OR event -> 'body' ->> 'type' = 'cut'
       ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [options.olderThanMs, options.limit],
    );
    if (rows.length === 0) return 0;
    await work(rows);
    await client.query('DELETE FROM outbox WHERE id = ANY($1)', [rows.map((row) => row.id)]);
    return rows.length;
  });
}

/** Deletes published events. After a crash of PostgreSQL some may be there again, and are then published again. */
export async function clearOutbox(db: Db, ids: number[]): Promise<void> {
  await db.pipeline((client) =>
    commitAtOnce(
      client,
      () =>
        client.query({ name: 'clearOutbox', text: 'DELETE FROM outbox WHERE id = ANY($1)', values: [ids] }),
      { durable: false },
    ),
  );
}

/** Returns a page of unpublished events with ids above `after`, committed within the last `withinMs`. */
export async function readOutbox(
  db: Db,
  { after, withinMs, limit }: { after: number; withinMs: number; limit: number },
): Promise<OutboxRow[]> {
  const { rows } = await db.pool.query<OutboxRow>(
    `SELECT id, event FROM outbox WHERE id > $1 AND created_at > now() - $2 * interval '1 millisecond'
     ORDER BY id LIMIT $3`,
    [after, withinMs, limit],
  );
  return rows;
}

/**
 * Deletes old presence events: every node has already delivered them from the outbox, and reads all presence again once
 * the broker is back.
 */
export async function clearOldPresence(db: Db, olderThanMs: number): Promise<void> {
  await db.pool.query(
    `DELETE FROM outbox WHERE event -> 'body' ->> 'type' IN ('presence', 'presences')
     AND created_at < now() - $1 * interval '1 millisecond'`,
    [olderThanMs],
  );
}

/** Returns the number of events that are not published yet. */
export async function countOutbox(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>('SELECT count(*) AS count FROM outbox');
  return rows[0]?.count ?? 0;
}
