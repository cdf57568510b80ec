import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import { wordsVector } from '@/db/text-search';
import type { WireAttachment } from '@/protocol/messages';
import type { ActivityRecord } from '@/server/activity/store';
import type { OutboxEvent, OutboxRow } from '../events';
import { searchedText } from './searched-text';

type Client = Pick<PoolClient, 'query'>;

export interface NewMessage {
  id: string;
  text: string;
  attachments: WireAttachment[];
  senderId: string | null;
  botId: string | null;
  clientId: string;
  replyTo: string | null;
  digest: Buffer;
}

export interface NewEntry {
  conversationId: string;
  seq: number;
  messageId: string;
  change: boolean;
}

/** A draft that a message carried: it, or an older one, is deleted. */
export interface SentDraft {
  userId: string;
  conversationId: string;
  at: string;
}

interface Written {
  messages: (Omit<NewMessage, 'attachments'> & { attachments: string | null; words: string })[];
  entries: NewEntry[];
  heads: { conversationId: string; head: number }[];
  mentions: { messageId: string; userId: string }[];
  activity: ActivityRecord[];
  sentDrafts: SentDraft[];
  /** A JSON array. */
  events: string;
}

const writing = prepared<Written>(
  'writeEntries',
  ({ column, value }) => `WITH stored AS (
     INSERT INTO messages (id, sender_id, bot_id, client_id, text, attachments, reply_to, digest, words)
     SELECT * FROM unnest(${column('messages', 'id', 'uuid')}, ${column('messages', 'senderId', 'uuid')},
       ${column('messages', 'botId', 'text')}, ${column('messages', 'clientId', 'text')},
       ${column('messages', 'text', 'text')}, ${column('messages', 'attachments', 'jsonb')},
       ${column('messages', 'replyTo', 'uuid')}, ${column('messages', 'digest', 'bytea')}, ${column('messages', 'words', 'tsvector')})),
   appended AS (
     INSERT INTO entries (conversation_id, seq, message_id, change)
     SELECT * FROM unnest(${column('entries', 'conversationId', 'uuid')}, ${column('entries', 'seq', 'int')},
       ${column('entries', 'messageId', 'uuid')}, ${column('entries', 'change', 'bool')})),
   moved AS (
     UPDATE conversations c SET head = h.head
     FROM unnest(${column('heads', 'conversationId', 'uuid')}, ${column('heads', 'head', 'int')}) AS h (id, head)
     WHERE c.id = h.id),
   named AS (
     INSERT INTO mentions (message_id, user_id)
     SELECT * FROM unnest(${column('mentions', 'messageId', 'uuid')}, ${column('mentions', 'userId', 'uuid')})
     ON CONFLICT DO NOTHING),
   noted AS (
     INSERT INTO activity (user_id, bot_id, building_id, code, message)
     SELECT * FROM unnest(${column('activity', 'userId', 'uuid')}, ${column('activity', 'botId', 'text')},
       ${column('activity', 'buildingId', 'text')}, ${column('activity', 'code', '"ActivityCode"')},
       ${column('activity', 'message', 'text')})),
   emptied AS (
     INSERT INTO marks AS k (user_id, conversation_id, draft, draft_at)
     SELECT d.user_id, d.conversation_id, '', d.at FROM unnest(${column('sentDrafts', 'userId', 'uuid')},
       ${column('sentDrafts', 'conversationId', 'uuid')}, ${column('sentDrafts', 'at', 'timestamptz')})
       AS d (user_id, conversation_id, at) ORDER BY d.conversation_id, d.user_id
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET draft = '', draft_reply = NULL, draft_at = excluded.draft_at
       WHERE k.draft_at IS NULL OR k.draft_at <= excluded.draft_at)
   INSERT INTO outbox (event) SELECT e FROM json_array_elements(${value('events', 'json')}) e RETURNING id`,
);

/**
 * Writes messages, entries, heads, mentions, activity records and outbox events, and empties the drafts that the
 * messages carried, in one statement, under the locks of the conversations. Returns the events with their ids. Rejects
 * with PostgreSQL's 23505 when a sender has already used a client id.
 */
export async function writeEntries(
  client: Client,
  toWrite: Pick<Written, 'entries' | 'mentions' | 'activity' | 'sentDrafts'> & {
    messages: NewMessage[];
    events: OutboxEvent[];
  },
): Promise<OutboxRow[]> {
  const { messages, entries, events } = toWrite;
  if (entries.length === 0) return [];
  const heads = new Map(entries.map(({ conversationId, seq }) => [conversationId, seq]));
  const { rows } = await client.query<{ id: number }>(
    writing({
      ...toWrite,
      messages: messages.map((message) => ({
        ...message,
        attachments: message.attachments.length > 0 ? JSON.stringify(message.attachments) : null,
        words: wordsVector(searchedText(message)),
      })),
      heads: [...heads].map(([conversationId, head]) => ({ conversationId, head })),
      events: JSON.stringify(events),
    }),
  );
  return events.map((event, index) => ({ id: (rows[index] as { id: number }).id, event }));
}

/** The entry, in one conversation, of the message that the `n`th draft replies to. */
export interface Answered {
  n: number;
  conversationId: string;
  seq: number;
  readable: boolean;
  /** For a group: the ids of all users who may read the entry. */
  readers: string[] | null;
}

/**
 * Returns the entries of the messages that drafts reply to, in the given conversation or in all, and whether the user may
 * read them.
 */
export async function findAnswered(
  client: Client,
  answers: { messageId: string; userId: string | null; conversationId: string | null }[],
): Promise<Answered[]> {
  if (answers.length === 0) return [];
  const { rows } = await client.query<Answered>(
    `SELECT a.n, e.conversation_id AS "conversationId", e.seq,
       EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = a.u AND m.conversation_id = e.conversation_id
               AND e.seq BETWEEN m.from_seq AND coalesce(m.to_seq, 2147483647)) AS readable,
       CASE WHEN c.kind = 'group' THEN ARRAY(SELECT m.user_id FROM memberships m
         WHERE m.conversation_id = e.conversation_id
           AND e.seq BETWEEN m.from_seq AND coalesce(m.to_seq, 2147483647)) END AS readers
     FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[]) AS a (n, m, u, c)
     JOIN entries e ON e.message_id = a.m AND (a.c IS NULL OR e.conversation_id = a.c) AND NOT e.change
     JOIN conversations c ON c.id = e.conversation_id`,
    [
      answers.map((_, n) => n),
      answers.map((a) => a.messageId),
      answers.map((a) => a.userId),
      answers.map((a) => a.conversationId),
    ],
  );
  return rows;
}

/**
 * Returns the names that readers see of the given bots that are authorised, by id, and locks these bots, so that the
 * authorisation cannot be withdrawn before the transaction ends.
 */
export async function holdAuthorisedBots(client: Client, botIds: string[]): Promise<Map<string, string>> {
  if (botIds.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; name: string | null }>(
    'SELECT id, name FROM bots WHERE id = ANY($1) AND authorised ORDER BY id FOR SHARE',
    [botIds],
  );
  return new Map(rows.map(({ id, name }) => [id, name ?? id]));
}
