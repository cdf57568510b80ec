import type { PoolClient } from 'pg';
import type {
  ConversationKind,
  WireAttachment,
  WireEntry,
  WireLogEntry,
  WireMessage,
  WireReaction,
} from '@/protocol/messages';
import { partsOfKey } from './conversations';

type Client = Pick<PoolClient, 'query'>;

/** An entry with its message as it is now, in columns. */
export interface EntryRow {
  conversation_id: string;
  kind: ConversationKind;
  key: string;
  seq: number;
  change: boolean;
  rev: number;
  reply_seq: number | null;
  reactions: WireReaction[] | null;
  id: string;
  client_id: string;
  text: string;
  /** A date, or its JSON form. */
  at: Date | string;
  edited_at: Date | string | null;
  deleted_at: Date | string | null;
  moderated: boolean;
  mentions: { id: string; name: string }[] | null;
  attachments: WireAttachment[] | null;
  username: string | null;
  name: string | null;
  bot_id: string | null;
  bot_name: string | null;
  /** For a direct conversation: the usernames of its two users, by user id. */
  two: Record<string, string> | null;
  /** Whether the reader may read the message: false for a change of an unreadable message. */
  shown: boolean;
}

/** The text for the reader; needs the tables of `entryJoins`. */
export const TEXT = 'coalesce(f.text, m.text)';

const NAMED = `jsonb_agg(jsonb_build_object('id', mu.username, 'name', mu.name) ORDER BY mu.username)`;
/** The users whom the text for the reader mentions, as JSON; needs the tables of `entryJoins`. */
export const MENTIONS = `CASE WHEN f.until IS NULL
    THEN (SELECT ${NAMED} FROM mentions x JOIN users mu ON mu.id = x.user_id WHERE x.message_id = m.id)
    ELSE (SELECT ${NAMED} FROM users mu WHERE mu.username = ANY(f.names)) END`;

/** The columns of `EntryRow`; needs `entries e`, `conversations c` and the tables of `entryJoins`. */
export const ENTRY_COLUMNS = `c.id AS conversation_id, c.kind, c.key, e.seq, e.change, m.id, m.client_id,
  ${TEXT} AS text, m.created_at AS at, CASE WHEN f.until IS NULL THEN m.edited_at ELSE f.edited_at END AS edited_at,
  m.deleted_at, m.moderated, m.attachments, u.username, u.name, m.bot_id,
  (SELECT coalesce(b.name, b.id) FROM bots b WHERE b.id = m.bot_id) AS bot_name,
  a.shown,
  (SELECT max(x.seq) FROM entries x
     WHERE x.message_id = m.id AND x.conversation_id = c.id AND x.seq <= a.until) AS rev,
  (SELECT y.seq FROM (SELECT min(x.seq) AS seq FROM entries x
       WHERE x.message_id = m.reply_to AND x.conversation_id = c.id) y
     WHERE a.reader IS NULL OR EXISTS (SELECT 1 FROM memberships r WHERE r.user_id = a.reader
       AND r.conversation_id = c.id AND y.seq BETWEEN r.from_seq AND coalesce(r.to_seq, 2147483647))) AS reply_seq,
  (SELECT jsonb_agg(jsonb_build_object('emoji', r.emoji, 'by', r.by) ORDER BY r.first, r.emoji) FROM (
     SELECT x.emoji, min(x.at) AS first, jsonb_agg(x.name ORDER BY x.at, x.name) AS by FROM (
       SELECT x.emoji, x.at, x.from_seq, x.until_seq, ru.username AS name
       FROM reactions x JOIN users ru ON ru.id = x.user_id WHERE x.message_id = m.id AND x.conversation_id = c.id
       UNION ALL SELECT x.emoji, x.at, x.from_seq, x.until_seq, x.bot_id FROM bot_reactions x
       WHERE x.message_id = m.id AND x.conversation_id = c.id) x
     WHERE x.from_seq <= a.until AND (x.until_seq IS NULL OR x.until_seq > a.until) GROUP BY x.emoji) r) AS reactions,
  ${MENTIONS} AS mentions,
  CASE WHEN c.kind = 'direct' THEN (SELECT jsonb_object_agg(d.id, d.username) FROM users d
     WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid)) END AS two`;

/** Joins as `a` how the reader (an SQL expression of a user id) has the message of `entries e`; see `entryJoins`. */
export const asOf = (reader: string) => `CROSS JOIN LATERAL (
    SELECT ${reader} AS reader, coalesce(bool_or(r.id IS NOT NULL AND NOT x.change), false) AS shown,
      CASE WHEN ${reader} IS NULL THEN 2147483646 ELSE max(coalesce(r.to_seq, 2147483646)) FILTER (WHERE r.id IS NOT NULL) END AS until
    FROM entries x LEFT JOIN memberships r ON r.user_id = ${reader} AND r.conversation_id = x.conversation_id
      AND x.seq BETWEEN r.from_seq AND coalesce(r.to_seq, 2147483647)
    WHERE x.message_id = e.message_id AND x.conversation_id = e.conversation_id) a`;

/**
 * Joins as `f` the former text of `messages m` at the seq `a.until` (see `entryJoins`), if the text has changed since.
 */
export const FORMER_TEXT = `LEFT JOIN LATERAL (
    SELECT t.until, t.text, t.edited_at, t.names FROM former_texts t WHERE m.edited_at IS NOT NULL
      AND t.message_id = e.message_id AND t.conversation_id = e.conversation_id AND t.until > a.until
    ORDER BY t.until LIMIT 1) f ON true`;

/**
 * Joins the message of `entries e`, its sender, and as `a` how the reader has the message. `reader` is an SQL
 * expression of a user id, or null for the current state. `a.shown`: whether the message was sent during a membership
 * of the reader. `a.until`: the seq that the reader sees the message as of, which is the end of the latest membership
 * during which it was sent or changed. An open membership has no end and shows the current state.
 */
export const entryJoins = (reader: string | null) =>
  `JOIN messages m ON m.id = e.message_id LEFT JOIN users u ON u.id = m.sender_id ${
    reader === null
      ? 'CROSS JOIN (SELECT NULL::uuid AS reader, true AS shown, 2147483646 AS until) a'
      : asOf(reader)
  } ${FORMER_TEXT}`;

/**
 * SQL condition: the reader (an SQL expression of a user id) may read entry `e`, because it was written during a
 * membership. All pages, counts and searches use this condition.
 */
const readable = (reader: string) => `EXISTS (SELECT 1 FROM memberships r
  WHERE r.user_id = ${reader} AND r.conversation_id = e.conversation_id
    AND e.seq BETWEEN r.from_seq AND coalesce(r.to_seq, 2147483647))`;
/** The condition `readable` for the user id `$1`. */
export const READABLE = readable('$1');

/** Returns the conversation as one reader's log names it. */
export function conversationFor(
  { id, kind, key, two }: { id: string; kind: ConversationKind; key: string; two: EntryRow['two'] },
  userId: string | null,
): WireEntry['conversation'] {
  if (kind === 'building') return { id, kind, with: partsOfKey(key)[0] as string };
  if (kind !== 'direct') return { id, kind, with: null };
  const [a, b] = partsOfKey(key) as [string, string];
  return { id, kind, with: two?.[a === userId ? b : a] ?? null };
}

/** Returns the entry as a user reads it; the user does not matter for a room. */
export function presentEntry(row: EntryRow, userId: string | null): WireEntry {
  return {
    conversation: conversationFor({ ...row, id: row.conversation_id }, userId),
    seq: row.seq,
    rev: row.rev,
    ...(row.change && { change: true }),
    ...(row.reply_seq !== null && { replyTo: row.reply_seq }),
    ...(row.reactions && { reactions: row.reactions }),
    message: presentMessage(row),
  };
}

/** Returns the entry of a user's log: a placeholder for a change of a message that the user may not read. */
export function presentLogEntry(row: EntryRow, userId: string): WireLogEntry {
  const entry = presentEntry(row, userId);
  return row.shown ? entry : { conversation: entry.conversation, seq: entry.seq, change: true };
}

function presentMessage(row: EntryRow): WireMessage {
  const iso = (at: Date | string) => new Date(at).toISOString();
  return {
    id: row.id,
    clientId: row.client_id,
    from:
      row.bot_id !== null
        ? { kind: 'bot', id: row.bot_id, name: row.bot_name ?? row.bot_id }
        : { kind: 'user', id: row.username ?? '', name: row.name ?? '' },
    text: row.text,
    at: iso(row.at),
    ...(row.edited_at && { editedAt: iso(row.edited_at) }),
    ...(row.deleted_at && { deletedAt: iso(row.deleted_at) }),
    ...(row.moderated && { moderated: true }),
    ...(row.mentions && { mentions: row.mentions }),
    ...(row.attachments && { attachments: row.attachments }),
  };
}

/**
 * Returns the given entries that exist, as they are now; with a reader, only the entries that the reader may read, as
 * the reader has them.
 */
export async function readEntries(
  client: Client,
  entryRefs: { conversationId: string; seq: number }[],
  reader: string | null = null,
): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM unnest($2::uuid[], $3::int[]) AS p (conversation, seq)
     JOIN entries e ON e.conversation_id = p.conversation AND e.seq = p.seq
     JOIN conversations c ON c.id = e.conversation_id ${entryJoins(reader === null ? null : '$1::uuid')}
     WHERE $1::uuid IS NULL OR ${READABLE} ORDER BY c.id, e.seq`,
    [reader, entryRefs.map((p) => p.conversationId), entryRefs.map((p) => p.seq)],
  );
  return rows;
}

/** Returns the entries of a message that a user may read, ordered by conversation id. */
export async function readMessage(client: Client, userId: string, messageId: string): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM entries e JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')}
     WHERE e.message_id = $2 AND NOT e.change AND ${READABLE} ORDER BY c.id`,
    [userId, messageId],
  );
  return rows;
}

/** An entry of an earlier send, with the digest of its request. */
export type SentRow = EntryRow & { digest: Buffer | null };

/**
 * Returns the entries of earlier sends under the same client ids, as their senders have them: one list for each send in
 * `sent`, ordered by conversation id.
 */
export async function findSent(
  client: Client,
  sent: { senderId: string | null; botId: string | null; clientId: string }[],
): Promise<SentRow[][]> {
  const { rows } = await client.query<SentRow & { n: number }>({
    name: 'findSent',
    text: `SELECT s.n::int AS n, m.digest, ${ENTRY_COLUMNS}
     FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS s (user_id, bot_id, client_id, n)
     CROSS JOIN LATERAL (
       SELECT id FROM messages WHERE sender_id = s.user_id AND client_id = s.client_id
       UNION ALL SELECT id FROM messages WHERE bot_id = s.bot_id AND client_id = s.client_id) k
     JOIN entries e ON e.message_id = k.id AND NOT e.change
     JOIN conversations c ON c.id = e.conversation_id ${entryJoins('s.user_id')} ORDER BY n, c.id`,
    values: [sent.map((s) => s.senderId), sent.map((s) => s.botId), sent.map((s) => s.clientId)],
  });
  return sent.map((_, index) => rows.filter((row) => row.n === index + 1));
}
