import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { REACHED, READ_MARKS } from './delivery-receipts';
import { entryJoins, TEXT } from './entries';

/** A session of a user, by its socket. */
export interface SessionRef {
  userId: string;
  socketId: string;
}

/** A message of `message/receive`; `sender` is a username or a bot's id. */
export interface UndeliveredMessage {
  at: Date;
  sender: string;
  text: string;
}

interface SessionRow {
  n: number;
  id: string;
  userId: string;
  cursors: Record<string, number> | null;
}

interface EntryRow extends UndeliveredMessage {
  session: string;
  membership: string;
  seq: number;
  shown: boolean;
}

/**
 * Returns for each session the messages that it has not received yet, oldest first, and moves its cursors; null for a
 * session that does not exist. Skips the user's own messages, deleted messages, and messages of users whom the user has
 * blocked. A session that is given twice gets its messages once. The number of statements does not depend on the number
 * of sessions.
 */
export async function takeUndelivered(
  db: Db,
  sessions: SessionRef[],
): Promise<(UndeliveredMessage[] | null)[]> {
  return db.transaction(async (client) => {
    const { rows: found } = await client.query<SessionRow>({
      name: 'lockReceivingSessions',
      text: `SELECT w.n::int AS n, s.id, s.user_id AS "userId", s.cursors
       FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS w (socket_id, user_id, n)
       JOIN sessions s ON s.socket_id = w.socket_id AND s.user_id = w.user_id ORDER BY s.id, n FOR UPDATE OF s`,
      values: [sessions.map((session) => session.socketId), sessions.map((session) => session.userId)],
    });
    const locked = [...new Map(found.map((row) => [row.id, row])).values()];
    const messages = new Map<string, EntryRow[]>(locked.map((session) => [session.id, []]));
    if (locked.length > 0) {
      const { rows } = await client.query<EntryRow>({
        name: 'readUndelivered',
        text: `SELECT s.id AS session, mb.id AS membership, e.seq, m.created_at AS at,
         coalesce(u.username, m.bot_id, '') AS sender, ${TEXT} AS text,
         NOT e.change AND m.deleted_at IS NULL
         AND (m.sender_id IS DISTINCT FROM s.user_id OR c.key = 'direct:' || s.user_id || ':' || s.user_id)
         AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = s.user_id AND b.blocked_id = m.sender_id) AS shown
       FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) AS s (id, user_id, cursors)
       JOIN memberships mb ON mb.user_id = s.user_id JOIN conversations c ON c.id = mb.conversation_id ${READ_MARKS}
       JOIN entries e ON e.conversation_id = c.id AND e.seq <= least(coalesce(mb.to_seq, c.head), c.head)
        AND e.seq > coalesce((s.cursors ->> mb.id::text)::int,
                             CASE WHEN s.cursors IS NULL THEN ${REACHED} ELSE mb.from_seq - 1 END)
       ${entryJoins('s.user_id')}
       ORDER BY s.id, max(e.at) OVER (PARTITION BY s.id, e.conversation_id ORDER BY e.seq), e.conversation_id, e.seq`,
        values: [
          locked.map((session) => session.id),
          locked.map((session) => session.userId),
          locked.map((session) => session.cursors && JSON.stringify(session.cursors)),
        ],
      });
      for (const row of rows) messages.get(row.session)?.push(row);
      await moveCursors(client, locked, rows);
    }
    const results = sessions.map((): UndeliveredMessage[] | null => null);
    for (const { n, id } of found) {
      results[n - 1] = (messages.get(id) ?? []).filter((row) => row.shown);
      messages.delete(id);
    }
    return results;
  });
}

/** Stores, of each session and for all sessions of its user, that the entries were delivered. */
async function moveCursors(
  client: Pick<PoolClient, 'query'>,
  sessions: SessionRow[],
  entries: EntryRow[],
): Promise<void> {
  if (entries.length === 0) return;
  const cursors = new Map(sessions.map(({ id, cursors }) => [id, { ...cursors }]));
  const delivered = new Map<string, number>();
  for (const { session, membership, seq } of entries) {
    const own = cursors.get(session) as Record<string, number>;
    own[membership] = Math.max(seq, own[membership] ?? 0);
    delivered.set(membership, Math.max(seq, delivered.get(membership) ?? 0));
  }
  const changed = [...new Set(entries.map(({ session }) => session))];
  await Promise.all([
    client.query({
      name: 'moveCursors',
      text: `UPDATE sessions s SET cursors = w.cursors FROM unnest($1::uuid[], $2::jsonb[]) AS w (id, cursors) WHERE s.id = w.id`,
      values: [changed, changed.map((id) => JSON.stringify(cursors.get(id)))],
    }),
    // Ordered by id, because other sessions of the users update the same rows.
    client.query({
      name: 'moveDelivered',
      text: `WITH due AS (
         SELECT mb.id, w.seq FROM unnest($1::uuid[], $2::int[]) AS w (id, seq) JOIN memberships mb ON mb.id = w.id
         WHERE mb.delivered < w.seq ORDER BY mb.id FOR NO KEY UPDATE OF mb)
       UPDATE memberships mb SET delivered = greatest(mb.delivered, due.seq) FROM due WHERE mb.id = due.id`,
      values: [[...delivered.keys()], [...delivered.values()]],
    }),
  ]);
}
