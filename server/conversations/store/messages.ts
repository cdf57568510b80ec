import type { PoolClient } from 'pg';
import { wordsVector } from '@/db/text-search';
import type { WireAttachment } from '@/protocol/messages';
import { release } from '@/server/attachments/store/messages';
import type { EntryRef } from './entry-ref';
import { saveFormerText } from './former-texts';
import { searchedText } from './searched-text';

type Client = Pick<PoolClient, 'query'>;

export interface StoredMessage {
  senderId: string | null;
  botId: string | null;
  deleted: boolean;
  /** The message's own entries, without changes. */
  entryRefs: EntryRef[];
}

/** Returns a message with its entries; null when it does not exist. */
export async function findMessage(client: Client, messageId: string): Promise<StoredMessage | null> {
  const { rows } = await client.query<StoredMessage>(
    `SELECT m.sender_id AS "senderId", m.bot_id AS "botId", m.deleted_at IS NOT NULL AS deleted,
       coalesce((SELECT jsonb_agg(jsonb_build_object('conversationId', e.conversation_id, 'seq', e.seq))
                 FROM entries e WHERE e.message_id = m.id AND NOT e.change), '[]') AS "entryRefs"
     FROM messages m WHERE m.id = $1`,
    [messageId],
  );
  return rows[0] ?? null;
}

/**
 * Sets the text and mentions of a message that is not deleted, in the `changed` conversations; the `unchanged` ones
 * keep the old text. Returns false when the text is the same already.
 */
export async function rewrite(
  client: Client,
  edit: { messageId: string; text: string; mentions: string[]; changed: EntryRef[]; unchanged: string[] },
): Promise<boolean> {
  const { messageId, text, mentions } = edit;
  const { rows } = await client.query<{ text: string; attachments: WireAttachment[] | null }>(
    'SELECT text, attachments FROM messages WHERE id = $1 AND deleted_at IS NULL AND text <> $2 FOR NO KEY UPDATE',
    [messageId, text],
  );
  const [former] = rows;
  if (!former) return false;
  await saveFormerText(client, { ...edit, words: wordsVector(searchedText(former)) });
  await client.query('UPDATE messages SET text = $2, words = $3::tsvector, edited_at = now() WHERE id = $1', [
    messageId,
    text,
    wordsVector(searchedText({ ...former, text })),
  ]);
  await client.query('DELETE FROM mentions WHERE message_id = $1', [messageId]);
  await client.query('INSERT INTO mentions (message_id, user_id) SELECT $1, u FROM unnest($2::uuid[]) u', [
    messageId,
    mentions,
  ]);
  return true;
}

/**
 * Redacts a message: deletes its text, former texts, attachments, mentions and reactions, and stores whether an administrator did
 * so. Returns false when it was already deleted.
 */
export async function redact(
  client: Client,
  messageId: string,
  { moderated = false } = {},
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE messages SET text = '', words = '', attachments = NULL, edited_at = NULL, deleted_at = now(), moderated = $2
     WHERE id = $1 AND deleted_at IS NULL`,
    [messageId, moderated],
  );
  if (rowCount === 0) return false;
  await client.query('DELETE FROM mentions WHERE message_id = $1', [messageId]);
  await client.query('DELETE FROM reactions WHERE message_id = $1', [messageId]);
  await client.query('DELETE FROM bot_reactions WHERE message_id = $1', [messageId]);
  await client.query('DELETE FROM former_texts WHERE message_id = $1', [messageId]);
  await release(client, messageId);
  return true;
}

/** Returns whether a user is in a conversation now and may read the given entry. */
export async function canReadNow(
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
