import type { PoolClient } from 'pg';
import { MAX_DIFFERENT_EMOJI } from '@/protocol/fields';
import type { EntryRef } from './entry-ref';
import { leftBetween } from './former-texts';

type Client = Pick<PoolClient, 'query'>;

/** A user's reaction to a message. */
export interface Reaction {
  messageId: string;
  userId: string;
  emoji: string;
  /** The entries of the change in the affected conversations. */
  entryRefs: EntryRef[];
}

/**
 * Adds a reaction in conversations. Returns false when it exists or the message has the maximum number of different
 * emoji.
 */
export async function addReaction(
  client: Client,
  { messageId, userId, emoji, entryRefs }: Reaction,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO reactions (conversation_id, message_id, user_id, emoji, from_seq)
     SELECT p.c, $3, $4, $5, p.seq FROM unnest($1::uuid[], $2::int[]) AS p (c, seq)
     WHERE (SELECT count(DISTINCT emoji) FROM reactions r WHERE r.message_id = $3 AND r.conversation_id = p.c
              AND r.until_seq IS NULL AND r.emoji <> $5) < ${MAX_DIFFERENT_EMOJI}
     ON CONFLICT DO NOTHING`,
    [entryRefs.map((p) => p.conversationId), entryRefs.map((p) => p.seq), messageId, userId, emoji],
  );
  return (rowCount ?? 0) > 0;
}

/** Removes a reaction; users who left while it existed still see it. Returns false when it did not exist. */
export async function removeReaction(
  client: Client,
  { messageId, userId, emoji, entryRefs }: Reaction,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `WITH own AS (
       SELECT r.ctid AS at, p.seq, ${leftBetween('r.conversation_id', 'r.from_seq', 'p.seq')} AS needed
       FROM unnest($1::uuid[], $2::int[]) AS p (c, seq) JOIN reactions r ON r.conversation_id = p.c
         AND r.message_id = $3 AND r.user_id = $4 AND r.emoji = $5 AND r.until_seq IS NULL),
     kept AS (UPDATE reactions r SET until_seq = own.seq FROM own WHERE r.ctid = own.at AND own.needed RETURNING 1),
     gone AS (DELETE FROM reactions r USING own WHERE r.ctid = own.at AND NOT own.needed RETURNING 1)
     SELECT 1 FROM kept UNION ALL SELECT 1 FROM gone`,
    [entryRefs.map((p) => p.conversationId), entryRefs.map((p) => p.seq), messageId, userId, emoji],
  );
  return (rowCount ?? 0) > 0;
}

/** Deletes removed reactions that nobody sees any more, because memberships were reopened or deleted. */
export async function deleteUnreadReactions(client: Client, conversationIds: string[]): Promise<void> {
  await client.query(
    `DELETE FROM reactions r WHERE r.conversation_id = ANY($1) AND r.until_seq IS NOT NULL
       AND NOT ${leftBetween('r.conversation_id', 'r.from_seq', 'r.until_seq')}`,
    [conversationIds],
  );
}

/** A bot's reaction to a message in one conversation; `seq` is that of the change. */
export interface BotReaction {
  messageId: string;
  conversationId: string;
  seq: number;
  botId: string;
  emoji: string;
}

/** Adds a reaction of a bot. Returns false when it exists or the message has the maximum number of different emoji. */
export async function addBotReaction(client: Client, reaction: BotReaction): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO bot_reactions (conversation_id, message_id, bot_id, emoji, from_seq)
     SELECT $1, $2, $3, $4, $5
     WHERE NOT EXISTS (SELECT 1 FROM bot_reactions r WHERE r.message_id = $2 AND r.conversation_id = $1
         AND r.bot_id = $3 AND r.emoji = $4 AND r.until_seq IS NULL)
       AND (SELECT count(DISTINCT emoji) FROM (
         SELECT emoji FROM reactions WHERE message_id = $2 AND conversation_id = $1 AND until_seq IS NULL
         UNION SELECT emoji FROM bot_reactions WHERE message_id = $2 AND conversation_id = $1 AND until_seq IS NULL) r
         WHERE emoji <> $4) < ${MAX_DIFFERENT_EMOJI}`,
    [reaction.conversationId, reaction.messageId, reaction.botId, reaction.emoji, reaction.seq],
  );
  return (rowCount ?? 0) > 0;
}

/** Removes a reaction of a bot; users who left while it existed still see it. Returns false when it did not exist. */
export async function removeBotReaction(client: Client, reaction: BotReaction): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE bot_reactions SET until_seq = $5
     WHERE conversation_id = $1 AND message_id = $2 AND bot_id = $3 AND emoji = $4 AND until_seq IS NULL`,
    [reaction.conversationId, reaction.messageId, reaction.botId, reaction.emoji, reaction.seq],
  );
  return (rowCount ?? 0) > 0;
}
