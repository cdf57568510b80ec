import type { PoolClient } from 'pg';
import { UNREAD_LIMIT } from '@/protocol/fields';
import type { WireConversation } from '@/protocol/messages';
import {
  asOf,
  conversationFor,
  ENTRY_COLUMNS,
  type EntryRow,
  entryJoins,
  FORMER_TEXT,
  presentEntry,
  READABLE,
} from './entries';
import { leftWith } from './memberships';

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
       CASE WHEN c.kind = 'group' THEN (SELECT array_agg(mu.username ORDER BY mu.name, mu.username) FROM users mu
         WHERE mu.id = ANY(CASE WHEN c.open THEN ARRAY(SELECT m.user_id FROM memberships m
           WHERE m.conversation_id = c.id AND m.to_seq IS NULL) ELSE ${leftWith('c.id')} END)) END AS members,
       n.unread, n.mentions, to_jsonb(l) AS last,
       CASE WHEN c.kind = 'direct' THEN (SELECT jsonb_object_agg(d.id, d.username) FROM users d
         WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid)) END AS two
     FROM mine c
     LEFT JOIN LATERAL (
       SELECT count(*) AS unread, count(x.user_id) AS mentions FROM (
         SELECT CASE WHEN m.edited_at IS NULL THEN mn.user_id ELSE (
             SELECT CASE WHEN f.until IS NULL THEN mn.user_id
                         ELSE (SELECT me.id FROM users me WHERE me.id = $1 AND me.username = ANY(f.names)) END
             FROM (SELECT 1) one ${asOf('$1::uuid')} ${FORMER_TEXT}) END AS user_id
         FROM entries e JOIN messages m ON m.id = e.message_id
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
