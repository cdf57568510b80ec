import type { PoolClient } from 'pg';
import { wordsVector } from '@/db/words';
import type { Happening } from '@/server/activity/store';
import type { OutboxEvent, OutboxRow } from '../events';

type Client = Pick<PoolClient, 'query'>;

export interface NewMessage {
  id: string;
  senderId: string | null;
  botId: string | null;
  clientId: string;
  text: string;
  replyTo: string | null;
  digest: Buffer;
}

export interface NewEntry {
  conversationId: string;
  seq: number;
  messageId: string;
  change: boolean;
}

/**
 * Writes messages, their entries under their conversations' locks, the heads that they bring, whom the messages name,
 * what administrators may read of it and the events that tell of it: in one statement. Answers the events with their
 * ids. Rejects with PostgreSQL's 23505 when a sender used a client id before.
 */
export async function writeEntries(
  client: Client,
  written: {
    messages: NewMessage[];
    entries: NewEntry[];
    mentions: { messageId: string; userId: string }[];
    activity: Happening[];
    events: OutboxEvent[];
  },
): Promise<OutboxRow[]> {
  const { messages, entries, mentions, activity, events } = written;
  if (entries.length === 0) return [];
  const heads = new Map<string, number>();
  for (const { conversationId, seq } of entries) heads.set(conversationId, seq);
  const { rows } = await client.query<{ id: number }>({
    name: 'writeEntries',
    text: `WITH said AS (
       INSERT INTO messages (id, sender_id, bot_id, client_id, text, reply_to, digest, words)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::bytea[],
         $21::tsvector[])),
     placed AS (
       INSERT INTO entries (conversation_id, seq, message_id, change)
       SELECT * FROM unnest($8::uuid[], $9::int[], $10::uuid[], $11::bool[])),
     moved AS (
       UPDATE conversations c SET head = h.head FROM unnest($12::uuid[], $13::int[]) AS h (id, head) WHERE c.id = h.id),
     named AS (
       INSERT INTO mentions (message_id, user_id) SELECT * FROM unnest($14::uuid[], $15::uuid[]) ON CONFLICT DO NOTHING),
     noted AS (
       INSERT INTO activity (user_id, bot_id, building_id, message)
       SELECT * FROM unnest($16::uuid[], $17::text[], $18::text[], $19::text[]))
     INSERT INTO outbox (event) SELECT e FROM json_array_elements($20::json) e RETURNING id`,
    values: [
      messages.map((m) => m.id),
      messages.map((m) => m.senderId),
      messages.map((m) => m.botId),
      messages.map((m) => m.clientId),
      messages.map((m) => m.text),
      messages.map((m) => m.replyTo),
      messages.map((m) => m.digest),
      entries.map((e) => e.conversationId),
      entries.map((e) => e.seq),
      entries.map((e) => e.messageId),
      entries.map((e) => e.change),
      [...heads.keys()],
      [...heads.values()],
      mentions.map((m) => m.messageId),
      mentions.map((m) => m.userId),
      activity.map((h) => h.userId ?? null),
      activity.map((h) => h.botId ?? null),
      activity.map((h) => h.buildingId ?? null),
      activity.map((h) => h.message),
      JSON.stringify(events),
      messages.map((m) => wordsVector(m.text)),
    ],
  });
  return events.map((event, index) => ({ id: (rows[index] as { id: number }).id, event }));
}

/** Where the message that is the `n`th asked for stands in a conversation. */
export interface Answered {
  n: number;
  conversationId: string;
  seq: number;
  readable: boolean;
  /** Of a group: everybody who may read it there. */
  readers: string[] | null;
}

/** The seqs at which messages stand in conversations, and whether a user may read them there. */
export async function findAnswered(
  client: Client,
  answers: { messageId: string; userId: string | null; conversationIds: string[] }[],
): Promise<Answered[]> {
  if (answers.length === 0) return [];
  const flat = answers.flatMap(({ messageId, userId, conversationIds }, n) =>
    conversationIds.map((conversationId) => ({ n, messageId, userId, conversationId })),
  );
  const { rows } = await client.query<Answered>(
    `SELECT a.n, e.conversation_id AS "conversationId", e.seq,
       EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = a.u AND m.conversation_id = e.conversation_id
               AND e.seq BETWEEN m.from_seq AND coalesce(m.to_seq, 2147483647)) AS readable,
       CASE WHEN c.kind = 'group' THEN ARRAY(SELECT m.user_id FROM memberships m
         WHERE m.conversation_id = e.conversation_id
           AND e.seq BETWEEN m.from_seq AND coalesce(m.to_seq, 2147483647)) END AS readers
     FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[]) AS a (n, m, u, c)
     JOIN entries e ON e.message_id = a.m AND e.conversation_id = a.c AND NOT e.change
     JOIN conversations c ON c.id = e.conversation_id`,
    [
      flat.map((a) => a.n),
      flat.map((a) => a.messageId),
      flat.map((a) => a.userId),
      flat.map((a) => a.conversationId),
    ],
  );
  return rows;
}

/** Of these bots, those that are authorised; nobody can withdraw that before the transaction ends. */
export async function holdAuthorisedBots(client: Client, botIds: string[]): Promise<Set<string>> {
  if (botIds.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM bots WHERE id = ANY($1) AND authorised ORDER BY id FOR SHARE',
    [botIds],
  );
  return new Set(rows.map((row) => row.id));
}
