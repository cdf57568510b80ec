import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';

/** SQL join: the read marks `k` of memberships `mb`. */
export const READ_MARKS =
  'LEFT JOIN marks k ON k.user_id = mb.user_id AND k.conversation_id = mb.conversation_id';
/**
 * SQL expression: the seq up to which a membership's entries reached its user for certain: `message/receive` returned
 * them to some session, or the user read them in some client.
 */
export const REACHED = 'greatest(mb.delivered, k.read, mb.from_seq - 1)';

/**
 * Sets the cursors of new sessions of legacy clients: what reached their user, by membership id. Ignores unknown
 * sessions.
 */
export async function initCursors(client: Pick<PoolClient, 'query'>, sessionIds: string[]): Promise<void> {
  if (sessionIds.length === 0) return;
  await client.query({
    name: 'initCursors',
    text: `UPDATE sessions s SET cursors = (
       SELECT coalesce(jsonb_object_agg(mb.id, ${REACHED}), '{}') FROM memberships mb ${READ_MARKS} WHERE mb.user_id = s.user_id)
     WHERE s.id = ANY($1)`,
    values: [sessionIds],
  });
}

/** Returns the given socket ids that have a session in the database. */
export async function findActiveSockets(
  client: Pick<PoolClient, 'query'>,
  socketIds: string[],
): Promise<Set<string>> {
  if (socketIds.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>({
    name: 'findActiveSockets',
    text: 'SELECT socket_id AS id FROM sessions WHERE socket_id = ANY($1)',
    values: [socketIds],
  });
  return new Set(rows.map((row) => row.id));
}

/** Returns which of the users have messages of others that are not known to have reached them. */
export async function findUndelivered(
  client: Pick<PoolClient, 'query'>,
  userIds: readonly string[],
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>({
    name: 'findUndelivered',
    text: `SELECT w.id FROM unnest($1::uuid[]) AS w (id) WHERE EXISTS (
       SELECT 1 FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id ${READ_MARKS}
       JOIN entries e ON e.conversation_id = c.id AND e.seq > ${REACHED}
        AND e.seq <= least(coalesce(mb.to_seq, c.head), c.head) AND NOT e.change
       JOIN messages m ON m.id = e.message_id AND m.sender_id IS DISTINCT FROM mb.user_id AND m.deleted_at IS NULL
       WHERE mb.user_id = w.id)`,
    values: [userIds],
  });
  return new Set(rows.map((row) => row.id));
}

/** Returns whether `message/receive` would return messages to the session. */
export async function hasUnreceived(db: Db, userId: string, sessionId: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `SELECT 1 FROM sessions s
     JOIN memberships mb ON mb.user_id = s.user_id JOIN conversations c ON c.id = mb.conversation_id
     JOIN entries e ON e.conversation_id = c.id AND e.seq <= least(coalesce(mb.to_seq, c.head), c.head) AND NOT e.change
      AND e.seq > coalesce((s.cursors ->> mb.id::text)::int, mb.from_seq - 1)
     JOIN messages m ON m.id = e.message_id AND m.deleted_at IS NULL
      AND (m.sender_id IS DISTINCT FROM s.user_id OR c.key = 'direct:' || s.user_id || ':' || s.user_id)
     WHERE s.id = $2 AND s.user_id = $1 LIMIT 1`,
    [userId, sessionId],
  );
  return (rowCount ?? 0) > 0;
}
