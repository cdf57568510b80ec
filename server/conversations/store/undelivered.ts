import { commitAtOnce, type Db, lockTimeoutFor } from '@/db/client';
import { prepared } from '@/db/prepared';
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

/** A request, and a message or an entry without one; the entry is null when there is none. */
interface Row extends UndeliveredMessage {
  n: number;
  session: string;
  seq: number | null;
  shown: boolean;
}

/*
 * The memberships are locked in order of id, because other sessions of the users update the same rows. Only the first
 * entries of each membership can be among the first of the session, because the order within a conversation is that of
 * `seq`. So no cursor moves past an entry that is left for the next time.
 */
const taking = prepared<{ sessions: SessionRef[]; limit: number }>(
  'takeUndelivered',
  ({ column, value }) => `WITH asked AS MATERIALIZED (
     SELECT w.n::int AS n, s.id, s.user_id, s.cursors
     FROM unnest(${column('sessions', 'socketId', 'text')}, ${column('sessions', 'userId', 'uuid')})
       WITH ORDINALITY AS w (socket_id, user_id, n)
     JOIN sessions s ON s.socket_id = w.socket_id AND s.user_id = w.user_id ORDER BY s.id, n FOR UPDATE OF s),
   due AS (
     SELECT s.id AS session, s.user_id, mb.id AS membership, mb.request, e.*,
       max(e.at) OVER (PARTITION BY s.id, e.conversation_id ORDER BY e.seq) AS latest
     FROM (SELECT DISTINCT ON (id) id, user_id, cursors FROM asked ORDER BY id) s
     JOIN memberships mb ON mb.user_id = s.user_id JOIN conversations c ON c.id = mb.conversation_id ${READ_MARKS}
     CROSS JOIN LATERAL (
       SELECT x.conversation_id, x.seq, x.message_id, x.change, x.at FROM entries x
       WHERE x.conversation_id = c.id AND x.seq <= least(coalesce(mb.to_seq, c.head), c.head)
        AND x.seq > coalesce((s.cursors ->> mb.id::text)::int,
                             CASE WHEN s.cursors IS NULL THEN ${REACHED} ELSE mb.from_seq - 1 END)
       ORDER BY x.seq LIMIT ${value('limit', 'int')}) e),
   taken AS MATERIALIZED (
     SELECT * FROM (
       SELECT *, row_number() OVER (PARTITION BY session ORDER BY latest, conversation_id, seq) AS place FROM due) d
     WHERE place <= ${value('limit', 'int')}),
   reached AS (SELECT session, membership, max(seq) AS seq FROM taken GROUP BY session, membership),
   moved AS (
     UPDATE sessions s SET cursors = coalesce(s.cursors, '{}') || r.cursors
     FROM (SELECT session, jsonb_object_agg(membership, seq) AS cursors FROM reached GROUP BY session) r
     WHERE s.id = r.session),
   behind AS (
     SELECT mb.id FROM memberships mb JOIN reached r ON r.membership = mb.id
     WHERE mb.delivered < r.seq ORDER BY mb.id FOR NO KEY UPDATE OF mb),
   delivered AS (
     UPDATE memberships mb SET delivered = greatest(mb.delivered, r.seq)
     FROM (SELECT membership, max(seq) AS seq FROM reached GROUP BY membership) r
     WHERE mb.id = r.membership AND mb.id IN (SELECT id FROM behind))
   SELECT asked.n, asked.id AS session, e.seq, m.created_at AS at, coalesce(u.username, m.bot_id, '') AS sender,
     coalesce(nullif(${TEXT}, ''), CASE WHEN m.attachments IS NOT NULL THEN '[photo or file]' END, '') AS text,
     NOT e.change AND m.deleted_at IS NULL
     AND (m.sender_id IS DISTINCT FROM e.user_id OR c.key = 'direct:' || e.user_id || ':' || e.user_id)
     AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = e.user_id AND b.blocked_id = m.sender_id)
     AND e.request IS DISTINCT FROM 'ignored' AS shown
   FROM asked LEFT JOIN (taken e JOIN conversations c ON c.id = e.conversation_id ${entryJoins('e.user_id')})
     ON e.session = asked.id ORDER BY asked.n, e.place`,
);

/**
 * Returns for each session the messages that it has not received yet, oldest first, at most those of `MAX_ENTRIES`
 * entries, and moves its cursors; null for a session that does not exist. Skips the user's own messages, deleted
 * messages, messages of users whom the user has blocked, and ignored message requests. A session that is given twice
 * gets its messages once. Takes one round trip, with one statement besides BEGIN and COMMIT, whatever the number of
 * sessions.
 */
export async function takeUndelivered(db: Db, sessions: SessionRef[]): Promise<(Undelivered | null)[]> {
  const { rows } = await db.pipeline((client) =>
    commitAtOnce(
      client,
      () => client.query<Row>(taking({ sessions, limit: MAX_ENTRIES })),
      lockTimeoutFor(sessions.length),
    ),
  );
  const results = sessions.map((): Undelivered | null => null);
  const first = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { n, session, seq, shown, ...message } of rows) {
    results[n - 1] ??= { messages: [], more: false };
    if (!first.has(session)) first.set(session, n);
    if (seq === null || first.get(session) !== n) continue;
    const result = results[n - 1] as Undelivered;
    if (shown) result.messages.push(message);
    const count = (counts.get(session) ?? 0) + 1;
    counts.set(session, count);
    result.more = count === MAX_ENTRIES;
  }
  return results;
}
