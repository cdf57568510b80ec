import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { ANSWER_MINUTES, type BotCommand, MAX_ANSWERS } from '@/protocol/bots';
import type { Hearing } from './hearing';
import { RUNNING } from './store';

type Client = Pick<PoolClient, 'query'>;

/** SQL condition: the call `c` can be answered. */
const ANSWERABLE = `c.created_at > now() - interval '${ANSWER_MINUTES} minutes'`;

export interface RoomBot {
  id: string;
  name: string | null;
  commands: BotCommand[];
  direct: boolean;
  running: boolean;
}

/** Returns the authorised bots in a conversation, the oldest first: those of the building of a room, and those in it. */
export async function findRoomBots(client: Client, conversationId: string): Promise<RoomBot[]> {
  const { rows } = await client.query<RoomBot>(
    `SELECT b.id, b.name, b.commands, bool_or(h.direct) AS direct, ${RUNNING} AS running FROM (
       SELECT o.id, false AS direct FROM conversations c JOIN bots o ON c.key = 'building:' || o.building_id
         WHERE c.id = $1 AND c.kind = 'building'
       UNION ALL SELECT p.bot_id, p.direct FROM bot_places p WHERE p.conversation_id = $1) h
     JOIN bots b ON b.id = h.id JOIN users u ON u.id = b.owner_id
     WHERE b.authorised AND b.deleted_at IS NULL AND u.erased_at IS NULL
     GROUP BY b.id ORDER BY b.created_at, b.id`,
    [conversationId],
  );
  return rows;
}

/** Returns the text of a message that is not deleted; null for any other. */
export async function findText(client: Client, messageId: string): Promise<string | null> {
  const { rows } = await client.query<{ text: string }>(
    'SELECT text FROM messages WHERE id = $1 AND deleted_at IS NULL',
    [messageId],
  );
  return rows[0]?.text ?? null;
}

/** Stores calls that are not stored yet. */
export async function insertCalls(
  client: Client,
  message: { messageId: string; conversationId: string },
  hearings: readonly Hearing[],
): Promise<void> {
  await client.query(
    `INSERT INTO bot_calls (message_id, conversation_id, bot_id, kind)
     SELECT $1, $2, h.bot, h.kind::"BotCallKind" FROM unnest($3::text[], $4::text[]) AS h (bot, kind)
     ON CONFLICT DO NOTHING`,
    [message.messageId, message.conversationId, hearings.map((h) => h.botId), hearings.map((h) => h.kind)],
  );
}

export interface WaitingCall extends Hearing {
  id: string;
  messageId: string;
  senderId: string;
  text: string;
  at: Date;
  conversationId: string;
  /** The kind of the conversation; `direct` for that of one user and the bot. */
  placeKind: 'building' | 'group' | 'channel' | 'direct';
  /** The title of a building or a public channel, else null. */
  title: string | null;
}

/** SQL: the kind and the public title of `conversations v` as a bot may know them, which is in it by `bot_places p`. */
export const PLACE = `CASE WHEN coalesce(p.direct, false) THEN 'direct' ELSE v.kind::text END AS "placeKind",
  CASE WHEN v.kind = 'building' THEN (SELECT g.name FROM buildings g WHERE 'building:' || g.id = v.key)
    WHEN v.public THEN v.title END AS title`;

/** So many calls wait for the acknowledgement of one bot; it hears more when it has acknowledged some. */
const MAX_WAITING = 50;

/** Returns what these bots have not heard yet and may still answer, the oldest first; of each bot 50 at most. */
export async function findWaitingCalls(db: Db, botIds: readonly string[]): Promise<WaitingCall[]> {
  const { rows } = await db.pool.query<WaitingCall>(
    `SELECT c.id, c.bot_id AS "botId", c.kind, c.message_id AS "messageId", m.sender_id AS "senderId", m.text,
       m.created_at AS at, c.conversation_id AS "conversationId", ${PLACE}
     FROM unnest($1::text[]) AS b (id) CROSS JOIN LATERAL (
       SELECT c.* FROM bot_calls c JOIN messages m ON m.id = c.message_id
       WHERE c.bot_id = b.id AND c.delivered_at IS NULL AND ${ANSWERABLE}
         AND m.deleted_at IS NULL AND m.sender_id IS NOT NULL
       ORDER BY c.created_at, c.id LIMIT ${MAX_WAITING}) c
     JOIN messages m ON m.id = c.message_id JOIN conversations v ON v.id = c.conversation_id
     LEFT JOIN bot_places p ON p.bot_id = c.bot_id AND p.conversation_id = v.id
     ORDER BY c.created_at, c.id`,
    [botIds],
  );
  return rows;
}

/** Notes that the program of a bot has a call. */
export async function setDelivered(db: Db, id: string): Promise<void> {
  await db.pool.query('UPDATE bot_calls SET delivered_at = now() WHERE id = $1 AND delivered_at IS NULL', [
    id,
  ]);
}

export interface Answerable {
  botId: string;
  buildingId: string;
  secretHash: Buffer;
  conversationId: string;
  messageId: string;
}

/**
 * Counts an answer to a call, once for each client id. Returns the call; null when it can no longer be answered, or was
 * answered as often as it may be.
 */
export async function takeAnswer(client: Client, id: string, clientId: string): Promise<Answerable | null> {
  const { rows } = await client.query<Answerable>(
    `UPDATE bot_calls c SET delivered_at = coalesce(c.delivered_at, now()),
       answers = CASE WHEN $2 = ANY(c.answers) THEN c.answers ELSE array_append(c.answers, $2) END
     FROM bots b WHERE c.id = $1 AND b.id = c.bot_id AND b.deleted_at IS NULL AND ${ANSWERABLE}
       AND (cardinality(c.answers) < ${MAX_ANSWERS} OR $2 = ANY(c.answers))
     RETURNING c.bot_id AS "botId", b.building_id AS "buildingId", b.secret_hash AS "secretHash",
       c.conversation_id AS "conversationId", c.message_id AS "messageId"`,
    [id, clientId],
  );
  return rows[0] ?? null;
}

/** Deletes calls that nobody can answer any more. */
export async function forgetOldCalls(db: Db): Promise<void> {
  await db.pool.query(`DELETE FROM bot_calls WHERE created_at < now() - interval '1 day'`);
}
