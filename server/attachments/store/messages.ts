import type { PoolClient } from 'pg';
import type { Shown } from './attachments';

type Client = Pick<PoolClient, 'query'>;

/**
 * Returns the complete attachments of the given users that no message carries, by id, and locks them: until the
 * transaction ends, no other message takes them, and none is removed.
 */
export async function lockUnused(
  client: Client,
  wanted: { id: string; userId: string }[],
): Promise<Map<string, Shown>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; shown: Shown }>(
    `SELECT a.id, a.shown FROM attachments a JOIN unnest($1::uuid[], $2::uuid[]) AS w (id, user_id)
       ON w.id = a.id AND w.user_id = a.user_id
     WHERE a.state = 'ready' AND a.message_id IS NULL ORDER BY a.id FOR NO KEY UPDATE OF a`,
    [wanted.map(({ id }) => id), wanted.map(({ userId }) => userId)],
  );
  return new Map(rows.map(({ id, shown }) => [id, shown]));
}

/** Records which message carries which attachments. */
export async function carry(client: Client, carried: { id: string; messageId: string }[]): Promise<void> {
  if (carried.length === 0) return;
  await client.query(
    `UPDATE attachments a SET message_id = c.message_id
     FROM unnest($1::uuid[], $2::uuid[]) AS c (id, message_id) WHERE a.id = c.id`,
    [carried.map(({ id }) => id), carried.map(({ messageId }) => messageId)],
  );
}

/** Marks the attachments of a deleted message as removed: readers cannot read them from now on. */
export async function release(client: Client, messageId: string): Promise<void> {
  await client.query(`UPDATE attachments SET state = 'removed' WHERE message_id = $1`, [messageId]);
}
