import type { PoolClient } from 'pg';
import type { WireConversation } from '@/protocol/messages';

/** A new state of a message request of a user; null accepts it. */
export interface RequestChange {
  conversationId: string;
  userId: string;
  request: WireConversation['request'] | null;
}

/**
 * Sets the states of message requests and increases the versions of the users' views. The calling function holds the
 * locks of the conversations. Ignores a conversation that is no request when it is to be ignored. Returns the changes
 * that were made.
 */
export async function setRequests(
  client: Pick<PoolClient, 'query'>,
  changes: RequestChange[],
): Promise<RequestChange[]> {
  if (changes.length === 0) return [];
  // Memberships are locked in order of id, as by every transaction that locks several of them.
  const { rows } = await client.query<RequestChange>({
    name: 'setRequests',
    text: `WITH due AS (
       SELECT mb.id, w.request FROM unnest($1::uuid[], $2::uuid[], $3::"RequestState"[]) AS w (conversation_id, user_id, request)
       JOIN memberships mb ON mb.conversation_id = w.conversation_id AND mb.user_id = w.user_id AND mb.to_seq IS NULL
       WHERE mb.request IS DISTINCT FROM w.request AND (w.request IS DISTINCT FROM 'ignored' OR mb.request = 'waiting')
       ORDER BY mb.id FOR NO KEY UPDATE OF mb),
     changed AS (
       UPDATE memberships mb SET request = due.request FROM due WHERE mb.id = due.id
       RETURNING mb.conversation_id, mb.user_id, mb.request),
     viewed AS (
       INSERT INTO marks AS k (user_id, conversation_id, version)
       SELECT user_id, conversation_id, 1 FROM changed ORDER BY conversation_id, user_id
       ON CONFLICT (user_id, conversation_id) DO UPDATE SET version = k.version + 1)
     SELECT conversation_id AS "conversationId", user_id AS "userId", request FROM changed`,
    values: [
      changes.map((c) => c.conversationId),
      changes.map((c) => c.userId),
      changes.map((c) => c.request),
    ],
  });
  return rows;
}
