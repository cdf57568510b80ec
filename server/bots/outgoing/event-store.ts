import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { Attempt, Hears } from '@/protocol/outgoing-hooks';
import { PLACE } from '../call-store';
import type { EventContent } from './event-body';

type Client = Pick<PoolClient, 'query'>;

/** Seconds for which a node has an event for itself; then any node sends it. Two attempts in a row last as long. */
const CLAIM_SECONDS = 30;
/** The number of attempts that an event keeps, and of events that a list shows. */
const KEPT_ATTEMPTS = 12;
const LISTED = 20;
/** Days that the record of an event is kept. */
const KEPT_DAYS = 7;

/** A webhook, and a place of its bot that has entries after those it has been told of. */
export interface BehindHook {
  id: string;
  botId: string;
  hears: Hears;
  conversationId: string;
  /** The conversation is the room of a building. */
  isRoom: boolean;
  cursor: number;
}

/**
 * Returns webhooks with places in which they are behind, locked, without those that another node has. In a place without
 * a cursor a webhook begins with what is said after it, and its bot, may hear there.
 */
export async function lockBehind(client: Client, limit: number): Promise<BehindHook[]> {
  const { rows } = await client.query<BehindHook>({
    name: 'lockBehindHooks',
    text: `SELECT h.id, h.bot_id AS "botId", h.hears, p.id AS "conversationId", p.room AS "isRoom",
        coalesce(k.seq, (SELECT e.seq FROM entries e WHERE e.conversation_id = p.id
          AND e.at <= greatest(h.hears_since, p.since) ORDER BY e.seq DESC LIMIT 1), 0) AS cursor
      FROM outgoing_hooks h JOIN bots b ON b.id = h.bot_id AND b.authorised
      CROSS JOIN LATERAL (
        SELECT c.id, c.head, b.created_at AS since, true AS room FROM conversations c WHERE c.key = 'building:' || b.building_id
        UNION ALL SELECT c.id, c.head, q.created_at, c.kind = 'building' FROM bot_places q
          JOIN conversations c ON c.id = q.conversation_id AND c.key <> 'building:' || b.building_id
          WHERE q.bot_id = b.id) p
      LEFT JOIN outgoing_cursors k ON k.hook_id = h.id AND k.conversation_id = p.id
      WHERE h.off_at IS NULL AND p.head > coalesce(k.seq, 0)
      ORDER BY h.id, p.id LIMIT $1 FOR NO KEY UPDATE OF h SKIP LOCKED`,
    values: [limit],
  });
  return rows;
}

/** An entry after a webhook's cursor. */
export interface HeardEntry {
  seq: number;
  messageId: string;
  at: Date;
  /** Null for a reaction, and for an edit that a later one replaced. */
  type: EventContent['type'] | null;
  text: string;
  /** Whether a person wrote the message, and whether it answers one of the bot. */
  isPersons: boolean;
  answersBot: boolean;
  /** Whether the webhook has an event of the message. */
  isKnown: boolean;
}

/** Returns the next entries of the place of a webhook, in order of seq. */
export async function readBehind(client: Client, hook: BehindHook, limit: number): Promise<HeardEntry[]> {
  const { rows } = await client.query<HeardEntry>({
    name: 'readBehindHook',
    // An edit and its entry have the time of their transaction.
    text: `SELECT e.seq, e.message_id AS "messageId", e.at, m.text,
        CASE WHEN NOT e.change THEN 'created' WHEN m.deleted_at = e.at THEN 'deleted'
          WHEN m.edited_at = e.at THEN 'edited' END AS type,
        m.bot_id IS NULL AS "isPersons",
        EXISTS (SELECT 1 FROM messages a WHERE a.id = m.reply_to AND a.bot_id = $4) AS "answersBot",
        e.change AND EXISTS (SELECT 1 FROM outgoing_events o WHERE o.message_id = m.id AND o.hook_id = $5) AS "isKnown"
      FROM entries e JOIN messages m ON m.id = e.message_id
      WHERE e.conversation_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3`,
    values: [hook.conversationId, hook.cursor, limit, hook.botId, hook.id],
  });
  return rows;
}

/** An entry that a webhook is told of. */
export type Heard = Pick<HeardEntry, 'seq' | 'messageId' | 'at'> & Pick<EventContent, 'type' | 'heard'>;

/** Stores the events of a webhook in a place up to an entry, each once. */
export async function storeEvents(
  client: Client,
  { id, conversationId }: Pick<BehindHook, 'id' | 'conversationId'>,
  events: readonly Heard[],
  cursor: number,
): Promise<void> {
  if (events.length > 0)
    await client.query(
      `INSERT INTO outgoing_events (hook_id, conversation_id, seq, message_id, type, at, heard)
       SELECT $1, $2, * FROM unnest($3::int[], $4::uuid[], $5::"OutgoingType"[], $6::timestamptz[], $7::"BotCallKind"[])
       ON CONFLICT DO NOTHING`,
      [
        id,
        conversationId,
        events.map(({ seq }) => seq),
        events.map(({ messageId }) => messageId),
        events.map(({ type }) => type),
        events.map(({ at }) => at),
        events.map(({ heard }) => heard),
      ],
    );
  await client.query(
    `INSERT INTO outgoing_cursors (hook_id, conversation_id, seq) VALUES ($1, $2, $3)
     ON CONFLICT (hook_id, conversation_id) DO UPDATE SET seq = excluded.seq`,
    [id, conversationId, cursor],
  );
}

/** An event that this node sends now. */
export interface ClaimedEvent extends EventContent {
  id: string;
  hookId: string;
  url: string;
  salt: Buffer;
  /** While its secret signs, too. */
  formerSalt: Buffer | null;
  /** Attempts before this one. */
  tries: number;
}

/** Claims up to `each` due events of every webhook but those in `busy`, the oldest first; at most `limit` in all. */
export async function claimEvents(
  db: Db,
  { busy, each, limit }: { busy: readonly string[]; each: number; limit: number },
): Promise<ClaimedEvent[]> {
  const { rows } = await db.pool.query<ClaimedEvent>({
    name: 'claimOutgoingEvents',
    text: `WITH due AS MATERIALIZED (
        SELECT e.id FROM outgoing_hooks h JOIN bots b ON b.id = h.bot_id AND b.authorised
        CROSS JOIN LATERAL (SELECT o.id, o.due_at FROM outgoing_events o
          WHERE o.hook_id = h.id AND o.state = 'waiting' AND o.due_at <= now()
          ORDER BY o.due_at, o.seq LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED) e
        WHERE h.off_at IS NULL AND NOT h.id = ANY($1::uuid[]) LIMIT $3)
      UPDATE outgoing_events e SET due_at = now() + ${CLAIM_SECONDS} * interval '1 second'
      FROM due, outgoing_hooks h, bots b, messages m, conversations v
        LEFT JOIN bot_places p ON p.conversation_id = v.id AND p.direct
      WHERE e.id = due.id AND h.id = e.hook_id AND b.id = h.bot_id AND m.id = e.message_id AND v.id = e.conversation_id
      RETURNING e.id, e.hook_id AS "hookId", e.type, e.at, e.tries, h.url, h.salt,
        CASE WHEN h.former_until > now() THEN h.former_salt END AS "formerSalt", b.id AS bot,
        v.id AS "conversationId", ${PLACE}, e.heard, m.sender_id AS "senderId", m.id AS "messageId",
        m.created_at AS "sentAt", m.text, m.reply_to AS "replyTo", m.deleted_at IS NOT NULL AS "isDeleted",
        (SELECT c.id FROM bot_calls c WHERE c.message_id = m.id AND c.bot_id = b.id) AS "callId"`,
    values: [busy, each, limit],
  });
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** An event after an attempt; `retryMs` null: it is not attempted again. */
export interface AttemptedEvent {
  id: string;
  /** The attempts before this one, as it was claimed. */
  tries: number;
  attempt: Attempt;
  isDelivered: boolean;
  retryMs: number | null;
}

/** Stores attempts. Of an event that was attempted meanwhile, it stores only that it was delivered. */
export async function storeAttempts(client: Client, attempted: readonly AttemptedEvent[]): Promise<void> {
  await client.query({
    name: 'storeOutgoingAttempts',
    text: `UPDATE outgoing_events e SET tries = e.tries + 1,
        attempts = jsonb_path_query_array(f.attempt || e.attempts, '$[0 to ${KEPT_ATTEMPTS - 1}]'),
        state = CASE WHEN f.delivered THEN 'delivered' WHEN f.retry IS NULL THEN 'failed' ELSE 'waiting' END::"OutgoingState",
        due_at = now() + coalesce(f.retry, 0) * interval '1 millisecond'
      FROM unnest($1::uuid[], $2::int[], $3::jsonb[], $4::bool[], $5::int[]) AS f (id, tries, attempt, delivered, retry)
      WHERE e.id = f.id AND e.state <> 'delivered' AND (f.delivered OR (e.tries = f.tries AND e.state = 'waiting'))`,
    values: [
      attempted.map(({ id }) => id),
      attempted.map(({ tries }) => tries),
      attempted.map(({ attempt }) => JSON.stringify([attempt])),
      attempted.map(({ isDelivered }) => isDelivered),
      attempted.map(({ retryMs }) => retryMs),
    ],
  });
}

/** Makes an event of a webhook due now, whatever became of it, with all attempts before it. Returns whether there is one. */
export async function makeDue(client: Client, hookId: string, eventId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE outgoing_events SET state = 'waiting', due_at = now(), tries = 0 WHERE id = $2 AND hook_id = $1`,
    [hookId, eventId],
  );
  return rowCount === 1;
}

export interface EventRow {
  id: string;
  hookId: string;
  type: EventContent['type'];
  at: Date;
  state: 'waiting' | 'delivered' | 'failed';
  dueAt: Date;
  attempts: Attempt[];
}

/** Returns the last events of each webhook of a bot, the newest first. */
export async function findEvents(db: Db, botId: string): Promise<EventRow[]> {
  const { rows } = await db.pool.query<EventRow>(
    `SELECT e.id, e.hook_id AS "hookId", e.type, e.at, e.state, e.due_at AS "dueAt", e.attempts
     FROM outgoing_hooks h CROSS JOIN LATERAL (SELECT * FROM outgoing_events o WHERE o.hook_id = h.id
       ORDER BY o.at DESC, o.seq DESC LIMIT ${LISTED}) e WHERE h.bot_id = $1 ORDER BY e.hook_id, e.at DESC, e.seq DESC`,
    [botId],
  );
  return rows;
}

/** Deletes the records of old events. */
export async function forgetOldEvents(db: Db): Promise<void> {
  await db.pool.query(`DELETE FROM outgoing_events WHERE at < now() - $1 * interval '1 day'`, [KEPT_DAYS]);
}
