import type { PoolClient } from 'pg';
import { deleteUnreadFormerTexts } from './former-texts';
import { deleteUnreadReactions } from './reactions';

type Client = Pick<PoolClient, 'query'>;

/** Condition on `conversations c`: private, and every present and former member is erased. */
const UNREADABLE = `c.kind <> 'building' AND NOT c.public AND NOT EXISTS (
  SELECT 1 FROM memberships o JOIN users ou ON ou.id = o.user_id
  WHERE o.conversation_id = c.id AND ou.erased_at IS NULL)`;

/**
 * Counts the erasure of a user in every conversation that shows something of the user: messages, reactions, mentions, or
 * the user as a member. Building rooms and channels do not show their members. Must run before the reactions and mentions
 * are deleted. In order of id, as concurrent erasures do.
 */
export async function countErasure(client: Client, userId: string): Promise<void> {
  await client.query(
    `INSERT INTO conversation_erasures (conversation_id)
     SELECT conversation_id FROM (
       SELECT mb.conversation_id FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
       WHERE mb.user_id = $1 AND c.kind IN ('direct', 'group')
       UNION SELECT e.conversation_id FROM messages m JOIN entries e ON e.message_id = m.id WHERE m.sender_id = $1
       UNION SELECT r.conversation_id FROM reactions r WHERE r.user_id = $1
       UNION SELECT e.conversation_id FROM mentions n JOIN entries e ON e.message_id = n.message_id
       WHERE n.user_id = $1) shown
     ORDER BY conversation_id
     ON CONFLICT (conversation_id) DO UPDATE SET count = conversation_erasures.count + 1`,
    [userId],
  );
}

/**
 * Deletes the memberships and read marks of an erased user who has left all conversations, and the conversations that
 * nobody can read any more. The memberships of direct conversations stay: the other user sees there that the user is
 * erased.
 */
export async function deleteErasedMember(client: Client, userId: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT c.id FROM conversations c
     WHERE EXISTS (SELECT 1 FROM memberships mb WHERE mb.conversation_id = c.id AND mb.user_id = $1)
       AND ${UNREADABLE}`,
    [userId],
  );
  const unreadable = rows.map((row) => row.id);
  await client.query(
    `DELETE FROM messages m USING entries e WHERE e.message_id = m.id AND e.conversation_id = ANY($1)
       AND NOT EXISTS (SELECT 1 FROM entries x WHERE x.message_id = m.id AND x.conversation_id <> ALL($1))`,
    [unreadable],
  );
  await client.query('DELETE FROM conversations WHERE id = ANY($1)', [unreadable]);
  const { rows: conversationsLeft } = await client.query<{ id: string }>(
    `DELETE FROM memberships mb USING conversations c
     WHERE c.id = mb.conversation_id AND mb.user_id = $1 AND c.kind <> 'direct' RETURNING c.id`,
    [userId],
  );
  const leftIds = conversationsLeft.map((row) => row.id);
  await deleteUnreadFormerTexts(client, leftIds);
  await deleteUnreadReactions(client, leftIds);
  await client.query('DELETE FROM marks WHERE user_id = $1', [userId]);
}
