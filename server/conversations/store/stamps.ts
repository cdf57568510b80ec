import type { PoolClient } from 'pg';

/**
 * Returns a text for each user that changes with every event that is sent to the user alone: with each entry that the
 * user may read, with each change of the user's view of a conversation or draft there, and with the lists of blocked users
 * and pinned conversations.
 */
export async function readStamps(
  client: Pick<PoolClient, 'query'>,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ userId: string; stamp: string }>({
    name: 'readStamps',
    text: `SELECT u.id AS "userId", concat_ws(' ', u.blocks_version, u.pins_version, md5((
         SELECT string_agg(concat_ws(' ', v.id, v.head, v.version, v.draft_at), ',' ORDER BY v.id) FROM (
           SELECT c.id, max(least(coalesce(mb.to_seq, c.head), c.head)) AS head, max(k.version) AS version,
             max(k.draft_at) AS draft_at
           FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
           LEFT JOIN marks k ON k.user_id = mb.user_id AND k.conversation_id = mb.conversation_id
           WHERE mb.user_id = u.id GROUP BY c.id) v))) AS stamp
     FROM users u WHERE u.id = ANY($1)`,
    values: [userIds],
  });
  return new Map(rows.map(({ userId, stamp }) => [userId, stamp]));
}
