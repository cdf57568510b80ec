import type { PoolClient } from 'pg';
import { wordsVector } from '@/db/words';

type Client = Pick<PoolClient, 'query'>;

export interface StoredMessage {
  senderId: string | null;
  deleted: boolean;
  /** Where it is. */
  places: { conversationId: string; seq: number }[];
}

/** A message and the conversations that have it; null when there is none. */
export async function findMessage(client: Client, messageId: string): Promise<StoredMessage | null> {
  const { rows } = await client.query<StoredMessage>(
    `SELECT m.sender_id AS "senderId", m.deleted_at IS NOT NULL AS deleted,
       coalesce((SELECT jsonb_agg(jsonb_build_object('conversationId', e.conversation_id, 'seq', e.seq))
                 FROM entries e WHERE e.message_id = m.id AND NOT e.change), '[]') AS places
     FROM messages m WHERE m.id = $1`,
    [messageId],
  );
  return rows[0] ?? null;
}

/** The new text of a message that is not deleted, and whom it names. False when it says just that already. */
export async function rewrite(
  client: Client,
  { messageId, text, mentions }: { messageId: string; text: string; mentions: string[] },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE messages SET text = $2, words = $3::tsvector, edited_at = now()
     WHERE id = $1 AND deleted_at IS NULL AND text <> $2`,
    [messageId, text, wordsVector(text)],
  );
  if (rowCount === 0) return false;
  await client.query('DELETE FROM mentions WHERE message_id = $1', [messageId]);
  await client.query('INSERT INTO mentions (message_id, user_id) SELECT $1, u FROM unnest($2::uuid[]) u', [
    messageId,
    mentions,
  ]);
  return true;
}

/** Takes away what a message said; that there was one stays, and whether an administrator did it. False when it was deleted already. */
export async function blank(client: Client, messageId: string, { moderated = false } = {}): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE messages SET text = '', words = '', edited_at = NULL, deleted_at = now(), moderated = $2
     WHERE id = $1 AND deleted_at IS NULL`,
    [messageId, moderated],
  );
  if (rowCount === 0) return false;
  await client.query('DELETE FROM mentions WHERE message_id = $1', [messageId]);
  await client.query('DELETE FROM reactions WHERE message_id = $1', [messageId]);
  return true;
}

/** The most different emoji under one message of a conversation. */
const MOST_EMOJI = 20;

/** Puts a reaction into conversations. False when it was there, or the message has as many different ones as it can. */
export async function addReaction(
  client: Client,
  { messageId, userId, emoji, conversationIds }: Reaction,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO reactions (conversation_id, message_id, user_id, emoji)
     SELECT c, $2, $3, $4 FROM unnest($1::uuid[]) c
     WHERE (SELECT count(DISTINCT emoji) FROM reactions r
            WHERE r.message_id = $2 AND r.conversation_id = c AND r.emoji <> $4) < ${MOST_EMOJI}
     ON CONFLICT DO NOTHING`,
    [conversationIds, messageId, userId, emoji],
  );
  return (rowCount ?? 0) > 0;
}

/** Takes a reaction back. False when there was none. */
export async function removeReaction(
  client: Client,
  { messageId, userId, emoji, conversationIds }: Reaction,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `DELETE FROM reactions WHERE message_id = $2 AND user_id = $3 AND emoji = $4 AND conversation_id = ANY($1)`,
    [conversationIds, messageId, userId, emoji],
  );
  return (rowCount ?? 0) > 0;
}

interface Reaction {
  messageId: string;
  userId: string;
  emoji: string;
  conversationIds: string[];
}

/** Whether a user is in a conversation now, and may read that entry of it. */
export async function readsNow(
  client: Client,
  { userId, conversationId, seq }: { userId: string; conversationId: string; seq: number },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM memberships m WHERE m.user_id = $1 AND m.conversation_id = $2
       AND $3 BETWEEN m.from_seq AND coalesce(m.to_seq, 2147483647)
       AND EXISTS (SELECT 1 FROM memberships o WHERE o.user_id = $1 AND o.conversation_id = $2 AND o.to_seq IS NULL)`,
    [userId, conversationId, seq],
  );
  return (rowCount ?? 0) > 0;
}
