import type { PoolClient } from 'pg';
import { type Db, lockTimeoutFor } from '@/db/client';
import { REACHED, READ_MARKS } from './delivery-receipts';
import { entryJoins, TEXT } from './entries';

/** A session of a user, by its socket. */
export interface SessionRef {
  userId: string;
  socketId: string;
}

/** The maximum number of entries that a session is given at once, so that a long backlog does not delay the others. */
const MAX_ENTRIES = 500;

/** A message of `message/receive`; `sender` is a username or a bot's id. */
export interface UndeliveredMessage {
  at: Date;
  sender: string;
  text: string;
}

/** What a session is given at once. */
export interface Undelivered {
  messages: UndeliveredMessage[];
  /** The session may have more. */
  more: boolean;
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
 * Returns for each session the messages that it has not received yet, oldest first, at most those of `MAX_ENTRIES`
 * entries, and moves its cursors; null for a session that does not exist. Skips the user's own messages, deleted
 * messages, messages of users whom the user has blocked, and ignored message requests. A session that is given twice gets its messages once. The
 * number of statements does not depend on the number of sessions.
 */
export async function takeUndelivered(db: Db, sessions: SessionRef[]): Promise<(Undelivered | null)[]> {
  const take = async (client: PoolClient) => {
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
        // Only the first entries of each membership can be among the first of the session, because the order within a
        // conversation is that of `seq`. So no cursor moves past an entry that is left for the next time.
        text: `WITH due AS (
         SELECT s.id AS session, s.user_id, mb.id AS membership, mb.request, e.*,
           max(e.at) OVER (PARTITION BY s.id, e.conversation_id ORDER BY e.seq) AS latest
         FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) AS s (id, user_id, cursors)
         JOIN memberships mb ON mb.user_id = s.user_id JOIN conversations c ON c.id = mb.conversation_id ${READ_MARKS}
         CROSS JOIN LATERAL (
           SELECT x.conversation_id, x.seq, x.message_id, x.change, x.at FROM entries x
           WHERE x.conversation_id = c.id AND x.seq <= least(coalesce(mb.to_seq, c.head), c.head)
            AND x.seq > coalesce((s.cursors ->> mb.id::text)::int,
                                 CASE WHEN s.cursors IS NULL THEN ${REACHED} ELSE mb.from_seq - 1 END)
           ORDER BY x.seq LIMIT $4::int) e),
       e AS (
         SELECT *, row_number() OVER (PARTITION BY session ORDER BY latest, conversation_id, seq) AS place FROM due)
       SELECT e.session, e.membership, e.seq, m.created_at AS at, coalesce(u.username, m.bot_id, '') AS sender,
         ${TEXT} AS text,
         NOT e.change AND m.deleted_at IS NULL
         AND (m.sender_id IS DISTINCT FROM e.user_id OR c.key = 'direct:' || e.user_id || ':' || e.user_id)
         AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = e.user_id AND b.blocked_id = m.sender_id)
         AND e.request IS DISTINCT FROM 'ignored' AS shown
       FROM e JOIN conversations c ON c.id = e.conversation_id ${entryJoins('e.user_id')}
       WHERE e.place <= $4 ORDER BY e.session, e.place`,
        values: [
          locked.map((session) => session.id),
          locked.map((session) => session.userId),
          locked.map((session) => session.cursors && JSON.stringify(session.cursors)),
          MAX_ENTRIES,
        ],
      });
      for (const row of rows) messages.get(row.session)?.push(row);
      await moveCursors(client, locked, rows);
    }
    const results = sessions.map((): Undelivered | null => null);
    for (const { n, id } of found) {
      const entries = messages.get(id) ?? [];
      results[n - 1] = {
        messages: entries.filter((row) => row.shown),
        more: entries.length === MAX_ENTRIES,
      };
      messages.delete(id);
    }
    return results;
  };
  return db.transaction(take, lockTimeoutFor(sessions.length));
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
