import type { PoolClient } from 'pg';
import type { ConversationKind, WireEntry, WireMessage, WireReaction } from '@/protocol/messages';
import { partsOfKey } from './conversations';

type Client = Pick<PoolClient, 'query'>;

/** An entry with the message as it is now, in columns. */
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
  /** A date, or its JSON. */
  at: Date | string;
  edited_at: Date | string | null;
  deleted_at: Date | string | null;
  moderated: boolean;
  mentions: { id: string; name: string }[] | null;
  username: string | null;
  name: string | null;
  bot_id: string | null;
  /** Of a direct conversation: the usernames of its two, by their ids. */
  two: Record<string, string> | null;
}

/** Of `entries e`, `conversations c` and what ENTRY_JOINS joins. */
export const ENTRY_COLUMNS = `c.id AS conversation_id, c.kind, c.key, e.seq, e.change, m.id, m.client_id, m.text,
  m.created_at AS at, m.edited_at, m.deleted_at, m.moderated, u.username, u.name, m.bot_id,
  (SELECT max(x.seq) FROM entries x WHERE x.message_id = m.id AND x.conversation_id = c.id) AS rev,
  (SELECT min(x.seq) FROM entries x WHERE x.message_id = m.reply_to AND x.conversation_id = c.id) AS reply_seq,
  (SELECT jsonb_agg(jsonb_build_object('emoji', r.emoji, 'by', r.by) ORDER BY r.first, r.emoji) FROM (
     SELECT x.emoji, min(x.at) AS first, jsonb_agg(ru.username ORDER BY x.at, ru.username) AS by
     FROM reactions x JOIN users ru ON ru.id = x.user_id
     WHERE x.message_id = m.id AND x.conversation_id = c.id GROUP BY x.emoji) r) AS reactions,
  (SELECT jsonb_agg(jsonb_build_object('id', mu.username, 'name', mu.name) ORDER BY mu.username)
     FROM mentions x JOIN users mu ON mu.id = x.user_id WHERE x.message_id = m.id) AS mentions,
  CASE WHEN c.kind = 'direct' THEN (SELECT jsonb_object_agg(d.id, d.username) FROM users d
     WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid)) END AS two`;

export const ENTRY_JOINS = 'JOIN messages m ON m.id = e.message_id LEFT JOIN users u ON u.id = m.sender_id';

/** Whether the user of `$1` may read entry `e`: said in one of their stays. The one rule of every page, count and search. */
export const READABLE = `EXISTS (SELECT 1 FROM memberships r WHERE r.user_id = $1 AND r.conversation_id = e.conversation_id
  AND e.seq BETWEEN r.from_seq AND coalesce(r.to_seq, 2147483647))`;

/** What the conversation is called in one reader's log. */
export function conversationFor(
  { id, kind, key, two }: { id: string; kind: ConversationKind; key: string; two: EntryRow['two'] },
  userId: string | null,
): WireEntry['conversation'] {
  if (kind === 'building') return { id, kind, with: partsOfKey(key)[0] as string };
  if (kind !== 'direct') return { id, kind, with: null };
  const [a, b] = partsOfKey(key) as [string, string];
  return { id, kind, with: two?.[a === userId ? b : a] ?? null };
}

/** The entry as a user reads it; for a room anybody does. */
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

function presentMessage(row: EntryRow): WireMessage {
  const iso = (at: Date | string) => new Date(at).toISOString();
  return {
    id: row.id,
    clientId: row.client_id,
    from:
      row.bot_id !== null
        ? { kind: 'bot', id: row.bot_id, name: row.bot_id }
        : { kind: 'user', id: row.username ?? '', name: row.name ?? '' },
    text: row.text,
    at: iso(row.at),
    ...(row.edited_at && { editedAt: iso(row.edited_at) }),
    ...(row.deleted_at && { deletedAt: iso(row.deleted_at) }),
    ...(row.moderated && { moderated: true }),
    ...(row.mentions && { mentions: row.mentions }),
  };
}

/** Certain entries, as they are now. */
export async function readEntries(
  client: Client,
  places: { conversationId: string; seq: number }[],
): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM unnest($1::uuid[], $2::int[]) AS p (conversation, seq)
     JOIN entries e ON e.conversation_id = p.conversation AND e.seq = p.seq
     JOIN conversations c ON c.id = e.conversation_id ${ENTRY_JOINS} ORDER BY c.id, e.seq`,
    [places.map((p) => p.conversationId), places.map((p) => p.seq)],
  );
  return rows;
}

/** What earlier sends put into conversations, in order of conversation, by `<sender's user or bot id>:<client id>`. */
export async function findSent(
  client: Client,
  sent: { senderId: string | null; botId: string | null; clientId: string }[],
): Promise<EntryRow[][]> {
  const { rows } = await client.query<EntryRow & { n: number }>({
    name: 'findSent',
    text: `SELECT s.n::int AS n, ${ENTRY_COLUMNS}
     FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS s (user_id, bot_id, client_id, n)
     CROSS JOIN LATERAL (
       SELECT id FROM messages WHERE sender_id = s.user_id AND client_id = s.client_id
       UNION ALL SELECT id FROM messages WHERE bot_id = s.bot_id AND client_id = s.client_id) k
     JOIN messages m ON m.id = k.id
     LEFT JOIN users u ON u.id = m.sender_id
     JOIN entries e ON e.message_id = m.id AND NOT e.change
     JOIN conversations c ON c.id = e.conversation_id ORDER BY n, c.id`,
    values: [sent.map((s) => s.senderId), sent.map((s) => s.botId), sent.map((s) => s.clientId)],
  });
  return sent.map((_, index) => rows.filter((row) => row.n === index + 1));
}
