import type { PoolClient } from 'pg';
import { UNREAD_LIMIT } from '@/protocol/fields';
import type { WireConversation } from '@/protocol/messages';
import { conversationFor, ENTRY_COLUMNS, type EntryRow, entryJoins, presentEntry, READABLE } from './entries';

type Client = Pick<PoolClient, 'query'>;

interface StateRow extends Pick<EntryRow, 'kind' | 'key' | 'two'> {
  id: string;
  title: string | null;
  topic: string | null;
  public: boolean;
  members: string[] | null;
  open: boolean;
  head: number;
  read: number;
  muted: boolean;
  version: number;
  unread: number;
  mentions: number;
  last: EntryRow | null;
}

/**
 * A user's conversations as they are now, all of them or those named; a feed or room in which nothing was said yet is
 * none. One statement, so that what belongs together is of one moment.
 */
export async function readConversations(
  client: Client,
  userId: string,
  ids: string[] | null = null,
): Promise<WireConversation[]> {
  const { rows } = await client.query<StateRow>(
    `WITH mine AS (
       SELECT c.*, s.open, s.stays, s.last AS reach, coalesce(k.read, 0) AS read, coalesce(k.muted, false) AS muted,
              coalesce(k.version, 0) AS version
       FROM (SELECT mb.conversation_id, bool_or(mb.to_seq IS NULL) AS open, count(*) AS stays,
                    max(least(coalesce(mb.to_seq, c.head), c.head)) AS last
             FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
             WHERE mb.user_id = $1 AND ($2::uuid[] IS NULL OR mb.conversation_id = ANY($2))
             GROUP BY mb.conversation_id) s
       JOIN conversations c ON c.id = s.conversation_id
       LEFT JOIN marks k ON k.user_id = $1 AND k.conversation_id = c.id)
     SELECT c.id, c.kind, c.key, c.topic, c.public, c.open, c.reach AS head, c.read, c.muted, c.version,
       CASE c.kind WHEN 'building' THEN coalesce((SELECT b.name FROM buildings b WHERE b.id = substr(c.key, 10)), substr(c.key, 10))
         WHEN 'direct' THEN (SELECT d.name FROM users d WHERE d.id = (CASE WHEN split_part(c.key, ':', 2) = $1::text
           THEN split_part(c.key, ':', 3) ELSE split_part(c.key, ':', 2) END)::uuid)
         ELSE c.title END AS title,
       CASE WHEN c.kind = 'group' THEN (SELECT array_agg(mu.username ORDER BY mu.name, mu.username) FROM memberships m
         JOIN users mu ON mu.id = m.user_id WHERE m.conversation_id = c.id AND m.to_seq IS NULL) END AS members,
       n.unread, n.mentions, to_jsonb(l) AS last,
       CASE WHEN c.kind = 'direct' THEN (SELECT jsonb_object_agg(d.id, d.username) FROM users d
         WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid)) END AS two
     FROM mine c
     LEFT JOIN LATERAL (
       SELECT count(*) AS unread, count(x.user_id) AS mentions FROM (
         SELECT mn.user_id FROM entries e JOIN messages m ON m.id = e.message_id
         LEFT JOIN mentions mn ON mn.message_id = m.id AND mn.user_id = $1
         WHERE e.conversation_id = c.id AND e.seq > c.read AND e.seq <= c.reach AND NOT e.change
           AND m.sender_id IS DISTINCT FROM $1 AND m.deleted_at IS NULL AND ${READABLE}
           AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = $1 AND b.blocked_id = m.sender_id)
         LIMIT ${UNREAD_LIMIT}) x) n ON true
     LEFT JOIN LATERAL (
       SELECT ${ENTRY_COLUMNS} FROM entries e ${entryJoins('$1::uuid')}
       WHERE e.conversation_id = c.id AND e.seq <= c.reach AND NOT e.change AND ${READABLE}
       ORDER BY e.seq DESC LIMIT 1) l ON true
     WHERE l.id IS NOT NULL OR c.kind IN ('group', 'channel')
     ORDER BY c.id`,
    [userId, ids],
  );
  return rows.map((row) => ({
    ...conversationFor(row, userId),
    title: row.title,
    topic: row.topic,
    public: row.public,
    members: row.members ?? [],
    open: row.open,
    head: row.head,
    read: row.read,
    unread: row.unread,
    mentions: row.mentions,
    muted: row.muted,
    version: row.version,
    last: row.last && presentEntry(row.last, userId),
  }));
}

/** Up to which seq conversations were read, by their ids. */
export type Reads = Readonly<Record<string, number>>;

/** Of these conversations the ids of those that are the user's and have a read mark before the seq. */
export async function behindReads(client: Client, userId: string, reads: Reads): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT w.id FROM unnest($2::uuid[], $3::int[]) AS w (id, seq)
     JOIN memberships mb ON mb.user_id = $1 AND mb.conversation_id = w.id
     LEFT JOIN marks k ON k.user_id = $1 AND k.conversation_id = w.id
     WHERE coalesce(k.read, 0) < w.seq`,
    [userId, Object.keys(reads), Object.values(reads)],
  );
  return rows.map(({ id }) => id);
}

/**
 * Moves a user's read marks forward, never past what they may read; a conversation that is not theirs has none. Answers
 * the ids of those that moved.
 */
export async function moveReads(client: Client, userId: string, reads: Reads): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO marks AS k (user_id, conversation_id, read, version)
     SELECT $1, c.id, least(max(w.seq), max(least(coalesce(mb.to_seq, c.head), c.head))), 1
     FROM unnest($2::uuid[], $3::int[]) AS w (id, seq)
     JOIN memberships mb ON mb.user_id = $1 AND mb.conversation_id = w.id JOIN conversations c ON c.id = w.id
     GROUP BY c.id ORDER BY c.id
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET read = excluded.read, version = k.version + 1
       WHERE k.read < excluded.read
     RETURNING conversation_id AS id`,
    [userId, Object.keys(reads), Object.values(reads)],
  );
  return rows.map(({ id }) => id);
}

/** Mutes or unmutes. False when it was so already. */
export async function setMuted(
  client: Client,
  { userId, conversationId, muted }: { userId: string; conversationId: string; muted: boolean },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO marks AS k (user_id, conversation_id, muted, version) VALUES ($1, $2, $3, 1)
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET muted = excluded.muted, version = k.version + 1
       WHERE k.muted <> excluded.muted`,
    [userId, conversationId, muted],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * Counts on the versions of users' views of a conversation: for whoever comes or goes, and in a group for those to whom
 * that is shown. Nobody else's view may change with it, or it would tell of movements that they may not see.
 */
export async function touchMarks(
  client: Client,
  userIds: string[],
  conversationIds: string[],
): Promise<void> {
  await client.query(
    `INSERT INTO marks AS k (user_id, conversation_id, version)
     SELECT u, c, 1 FROM unnest($1::uuid[]) u, unnest($2::uuid[]) c ORDER BY c, u
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET version = k.version + 1`,
    [userIds, conversationIds],
  );
}
