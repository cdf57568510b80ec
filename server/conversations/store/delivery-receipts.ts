import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { entryJoins, TEXT } from './entries';
import { TURN } from './log';

/**
 * Returns the first cursors of a new session of a legacy client: what reached any session of the user, by membership
 * id.
 */
export async function deliveredCursors(db: Db, userId: string): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<{ id: string; delivered: number }>(
    'SELECT id, greatest(delivered, from_seq - 1) AS delivered FROM memberships WHERE user_id = $1',
    [userId],
  );
  return Object.fromEntries(rows.map((row) => [row.id, row.delivered]));
}

/** Returns the socket ids, of those given, that hold a session according to the database. */
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

/** Returns whether the user has messages of others that reached none of the user's sessions. */
export async function hasUndelivered(db: Db, userId: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `SELECT 1 FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
     JOIN entries e ON e.conversation_id = c.id AND e.seq > greatest(mb.delivered, mb.from_seq - 1)
      AND e.seq <= least(coalesce(mb.to_seq, c.head), c.head) AND NOT e.change
     JOIN messages m ON m.id = e.message_id AND m.sender_id IS DISTINCT FROM mb.user_id AND m.deleted_at IS NULL
     WHERE mb.user_id = $1 LIMIT 1`,
    [userId],
  );
  return (rowCount ?? 0) > 0;
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

/** A message of `message/receive`; `sender` is a username or a bot's id. */
export interface UndeliveredMessage {
  at: Date;
  sender: string;
  text: string;
}

/**
 * Returns the messages that a session has not received yet, oldest first, and moves its cursors. Skips the user's own
 * messages, deleted messages, and messages of users whom the user has blocked. Null when the user has no such session.
 */
export async function takeUndelivered(
  db: Db,
  userId: string,
  socketId: string,
): Promise<UndeliveredMessage[] | null> {
  return db.transaction(async (client) => {
    const session = await client.query<{ id: string; cursors: Record<string, number> | null }>(
      'SELECT id, cursors FROM sessions WHERE socket_id = $1 AND user_id = $2 FOR UPDATE',
      [socketId, userId],
    );
    const row = session.rows[0];
    if (!row) return null;
    const { rows } = await client.query<
      UndeliveredMessage & { membership: string; seq: number; said: boolean }
    >(
      `SELECT mb.id AS membership, e.seq, m.created_at AS at, coalesce(u.username, m.bot_id, '') AS sender, ${TEXT} AS text,
              NOT e.change AND m.deleted_at IS NULL
              AND (m.sender_id IS DISTINCT FROM $1::uuid OR c.key = 'direct:' || $1::text || ':' || $1::text)
              AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = $1::uuid AND b.blocked_id = m.sender_id) AS said
       FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
       JOIN entries e ON e.conversation_id = c.id AND e.seq <= least(coalesce(mb.to_seq, c.head), c.head)
        AND e.seq > coalesce(($2::jsonb ->> mb.id::text)::int,
                             CASE WHEN $3 THEN greatest(mb.delivered, mb.from_seq - 1) ELSE mb.from_seq - 1 END)
       ${entryJoins('$1::uuid')}
       WHERE mb.user_id = $1::uuid ORDER BY ${TURN}, e.conversation_id, e.seq`,
      [userId, JSON.stringify(row.cursors ?? {}), row.cursors === null],
    );
    if (rows.length === 0) return [];
    const taken: Record<string, number> = {};
    for (const entry of rows) taken[entry.membership] = Math.max(entry.seq, taken[entry.membership] ?? 0);
    const cursors = JSON.stringify({ ...row.cursors, ...taken });
    await client.query('UPDATE sessions SET cursors = $2 WHERE id = $1', [row.id, cursors]);
    // Ordered by id, because another session of the user updates the same rows.
    await client.query(
      `WITH due AS (
         SELECT mb.id, value::int AS seq FROM jsonb_each_text($1::jsonb) JOIN memberships mb ON mb.id = key::uuid
         WHERE mb.delivered < value::int ORDER BY mb.id FOR NO KEY UPDATE OF mb)
       UPDATE memberships mb SET delivered = greatest(mb.delivered, due.seq) FROM due WHERE mb.id = due.id`,
      [JSON.stringify(taken)],
    );
    return rows.filter((entry) => entry.said);
  });
}

/** Says that the entry at `seq` reached a session of the user. */
export interface DeliveryReceipt {
  userId: string;
  conversationId: string;
  seq: number;
}

/**
 * Stores delivery receipts, which never move back, and returns the stored ones. Skips receipts that are already stored,
 * and rows that another transaction has locked: waiting for one row while holding many would block all of them.
 */
export async function storeDeliveryReceipts(
  db: Db,
  marks: DeliveryReceipt[],
): Promise<{ userId: string; conversationId: string }[]> {
  const { rows } = await db.pool.query<{ userId: string; conversationId: string }>(
    `WITH due AS (
       SELECT mb.id, d.seq FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS d (user_id, conversation_id, seq)
       JOIN memberships mb ON mb.user_id = d.user_id AND mb.conversation_id = d.conversation_id
        AND d.seq BETWEEN mb.from_seq AND coalesce(mb.to_seq, d.seq) AND mb.delivered < d.seq
       FOR NO KEY UPDATE OF mb SKIP LOCKED)
     UPDATE memberships mb SET delivered = due.seq FROM due WHERE mb.id = due.id
     RETURNING mb.user_id AS "userId", mb.conversation_id AS "conversationId"`,
    [marks.map((m) => m.userId), marks.map((m) => m.conversationId), marks.map((m) => m.seq)],
  );
  return rows;
}
