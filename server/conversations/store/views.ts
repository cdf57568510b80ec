import type { PoolClient } from 'pg';
import { UNREAD_LIMIT } from '@/protocol/fields';
import type { WireConversation, WireReceipt } from '@/protocol/messages';
import { type DraftRow, presentDraft } from './drafts';
import {
  asOf,
  conversationFor,
  ENTRY_COLUMNS,
  type EntryRow,
  entryJoins,
  FORMER_TEXT,
  presentEntry,
} from './entries';
import { leftWith } from './memberships';
import { otherOf, RECEIPT_OF_OTHER } from './receipts';

type Client = Pick<PoolClient, 'query'>;

interface StateRow extends Pick<EntryRow, 'kind' | 'key' | 'two'>, DraftRow {
  reader: string;
  id: string;
  title: string | null;
  topic: string | null;
  owner: string | null;
  public: boolean;
  members: string[] | null;
  open: boolean;
  head: number;
  read: number;
  muted: boolean;
  marked: boolean;
  request: WireConversation['request'] | null;
  version: number;
  erasures: number;
  unread: number;
  mentions: number;
  receipt: WireReceipt | null;
  last: EntryRow | null;
}

/** SQL: the conversations of the users `$1` with their own state, all or those with the ids `$2`. */
const MINE = `SELECT s.user_id AS reader, c.*, s.open, s.stays, s.last AS reach, s.request, coalesce(k.read, 0) AS read,
              coalesce(k.muted, false) AS muted, coalesce(k.unread, false) AS marked, k.draft, k.draft_reply, k.draft_at,
              coalesce(k.version, 0) AS version
       FROM (SELECT mb.user_id, mb.conversation_id, bool_or(mb.to_seq IS NULL) AS open, count(*) AS stays,
                    max(least(coalesce(mb.to_seq, c.head), c.head)) AS last, max(mb.request) AS request
             FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
             WHERE mb.user_id = ANY($1) AND ($2::uuid[] IS NULL OR mb.conversation_id = ANY($2))
             GROUP BY mb.user_id, mb.conversation_id) s
       JOIN conversations c ON c.id = s.conversation_id
       LEFT JOIN marks k ON k.user_id = s.user_id AND k.conversation_id = c.id`;

/**
 * SQL: joins as `n` how many messages of `c`, a row of `MINE`, are unread, and how many of them mention the reader.
 * `OFFSET 0` keeps PostgreSQL from reading all messages and looking up the entry of each, which it does without
 * statistics.
 */
const COUNTS = `LEFT JOIN LATERAL (
       SELECT count(*) AS unread, count(x.user_id) AS mentions FROM (
         SELECT CASE WHEN m.edited_at IS NULL THEN mn.user_id ELSE (
             SELECT CASE WHEN f.until IS NULL THEN mn.user_id
                         ELSE (SELECT me.id FROM users me WHERE me.id = c.reader AND me.username = ANY(f.names)) END
             FROM (SELECT 1) one ${asOf('c.reader')} ${FORMER_TEXT}) END AS user_id
         FROM memberships stay
         JOIN entries e ON e.conversation_id = c.id AND e.seq <= c.reach AND NOT e.change
           AND e.seq BETWEEN greatest(stay.from_seq, c.read + 1) AND coalesce(stay.to_seq, 2147483647)
         CROSS JOIN LATERAL (SELECT * FROM messages WHERE id = e.message_id OFFSET 0) m
         LEFT JOIN mentions mn ON mn.message_id = m.id AND mn.user_id = c.reader
         WHERE stay.user_id = c.reader AND stay.conversation_id = c.id
           AND m.sender_id IS DISTINCT FROM c.reader AND m.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = c.reader AND b.blocked_id = m.sender_id)
         LIMIT ${UNREAD_LIMIT}) x) n ON true`;

/** Returns a user's conversations as they are now: all, or those with the given ids. */
export async function readConversations(
  client: Client,
  userId: string,
  ids: string[] | null = null,
): Promise<WireConversation[]> {
  return (await readViews(client, [userId], ids)).get(userId) ?? [];
}

/**
 * Returns the users' conversations as each user has them now, by user id: all, or those with the given ids. Leaves out
 * direct conversations, feeds and rooms without a readable message. Uses one statement, so that the result is
 * consistent.
 */
export async function readViews(
  client: Client,
  userIds: string[],
  ids: string[] | null,
): Promise<Map<string, WireConversation[]>> {
  const { rows } = await client.query<StateRow>({
    name: 'readViews',
    text: `WITH mine AS (
       ${MINE}),
     present AS MATERIALIZED (
       SELECT m.conversation_id, array_agg(mu.username ORDER BY mu.name, mu.username) AS members
       FROM memberships m JOIN users mu ON mu.id = m.user_id
       WHERE m.to_seq IS NULL AND m.conversation_id IN (SELECT id FROM mine WHERE kind = 'group' AND open)
       GROUP BY m.conversation_id)
     SELECT c.reader, c.id, c.kind, c.key, c.topic, c.public, c.open, c.reach AS head, c.read, c.muted, c.marked, c.draft, c.draft_reply,
       c.draft_at, c.request, c.version,
       coalesce((SELECT r.count FROM conversation_erasures r WHERE r.conversation_id = c.id), 0) AS erasures,
       CASE c.kind WHEN 'building' THEN coalesce((SELECT b.name FROM buildings b WHERE b.id = substr(c.key, 10)), substr(c.key, 10))
         WHEN 'direct' THEN (SELECT d.name FROM users d WHERE d.id = ${otherOf('c.reader')})
         ELSE c.title END AS title,
       CASE WHEN c.owner_id IS NOT NULL THEN (SELECT o.username FROM users o WHERE o.id = c.owner_id) END AS owner,
       CASE WHEN c.kind = 'group' THEN CASE WHEN c.open
         THEN (SELECT p.members FROM present p WHERE p.conversation_id = c.id)
         ELSE (SELECT array_agg(mu.username ORDER BY mu.name, mu.username) FROM users mu
           WHERE mu.id = ANY(${leftWith('c.id', 'c.reader')}::uuid[])) END END AS members,
       n.unread, n.mentions, to_jsonb(l) AS last, CASE WHEN c.kind = 'direct' THEN ${RECEIPT_OF_OTHER} END AS receipt,
       CASE WHEN c.kind = 'direct' THEN (SELECT jsonb_object_agg(d.id, d.username) FROM users d
         WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid)) END AS two
     FROM mine c
     ${COUNTS}
     LEFT JOIN LATERAL (
       SELECT ${ENTRY_COLUMNS} FROM (
         SELECT e.* FROM memberships stay CROSS JOIN LATERAL (
           SELECT * FROM entries
           WHERE conversation_id = c.id AND seq BETWEEN stay.from_seq AND least(stay.to_seq, c.reach) AND NOT change
           ORDER BY seq DESC LIMIT 1) e
         WHERE stay.user_id = c.reader AND stay.conversation_id = c.id
         ORDER BY e.seq DESC LIMIT 1) e ${entryJoins('c.reader')}) l ON true
     WHERE l.id IS NOT NULL OR c.kind IN ('group', 'channel')
     ORDER BY c.id`,
    values: [userIds, ids],
  });
  const views = new Map<string, WireConversation[]>(userIds.map((userId) => [userId, []]));
  for (const row of rows) views.get(row.reader)?.push(present(row));
  return views;
}

/** Returns the number of unread messages of each user, as the page counts them (`totalUnread`), without any view. */
export async function countUnread(client: Client, userIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ reader: string; count: number }>({
    name: 'countUnread',
    text: `SELECT c.reader, sum(greatest(CASE WHEN c.muted THEN n.mentions ELSE n.unread END, c.marked::int))::int AS count
     FROM (${MINE}) c ${COUNTS}
     WHERE c.request IS NULL AND (c.reach > c.read OR c.marked) GROUP BY c.reader`,
    values: [userIds, null],
  });
  const counts = new Map(rows.map(({ reader, count }) => [reader, count]));
  return new Map(userIds.map((userId) => [userId, counts.get(userId) ?? 0]));
}

function present(row: StateRow): WireConversation {
  const draft = presentDraft(row);
  return {
    ...conversationFor(row, row.reader),
    title: row.title,
    topic: row.topic,
    ...(row.owner !== null && { owner: row.owner }),
    public: row.public,
    members: row.members ?? [],
    open: row.open,
    head: row.head,
    read: row.read,
    unread: row.unread,
    mentions: row.mentions,
    muted: row.muted,
    ...(row.request && { request: row.request }),
    ...(row.marked && { markedUnread: true }),
    ...(draft && { draft }),
    ...(row.receipt && { receipt: row.receipt }),
    version: row.version,
    erasures: row.erasures,
    last: row.last && presentEntry(row.last, row.reader),
  };
}
