import type { PoolClient } from 'pg';

type Client = Pick<PoolClient, 'query'>;

/** Up to which seq conversations were read, by their ids. */
export type Reads = Readonly<Record<string, number>>;

/** Of these conversations the ids of those that are the user's and have a read mark before the seq. */
export async function findStaleReadMarks(client: Client, userId: string, reads: Reads): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT w.id FROM unnest($2::uuid[], $3::int[]) AS w (id, seq)
     JOIN memberships mb ON mb.user_id = $1 AND mb.conversation_id = w.id
     LEFT JOIN marks k ON k.user_id = $1 AND k.conversation_id = w.id
     WHERE coalesce(k.read, 0) < w.seq`,
    [userId, Object.keys(reads), Object.values(reads)],
  );
  return rows.map(({ id }) => id);
}

/**
 * Moves a user's read marks forward, never past what they may read; a conversation that is not theirs has none. Answers
 * the ids of those that moved.
 */
export async function advanceReadMarks(client: Client, userId: string, reads: Reads): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO marks AS k (user_id, conversation_id, read, version)
     SELECT $1, c.id, least(max(w.seq), max(least(coalesce(mb.to_seq, c.head), c.head))), 1
     FROM unnest($2::uuid[], $3::int[]) AS w (id, seq)
     JOIN memberships mb ON mb.user_id = $1 AND mb.conversation_id = w.id JOIN conversations c ON c.id = w.id
     GROUP BY c.id ORDER BY c.id
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET read = excluded.read, version = k.version + 1
       WHERE k.read < excluded.read
     RETURNING conversation_id AS id`,
    [userId, Object.keys(reads), Object.values(reads)],
  );
  return rows.map(({ id }) => id);
}

/** Mutes or unmutes. False when it was so already. */
export async function setMuted(
  client: Client,
  { userId, conversationId, muted }: { userId: string; conversationId: string; muted: boolean },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO marks AS k (user_id, conversation_id, muted, version) VALUES ($1, $2, $3, 1)
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET muted = excluded.muted, version = k.version + 1
       WHERE k.muted <> excluded.muted`,
    [userId, conversationId, muted],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * Counts on the versions of users' views of a conversation: for whoever comes or goes, and in a group for those to whom
 * that is shown. Nobody else's view may change with it, or it would tell of movements that they may not see.
 */
export async function bumpViewVersions(
  client: Client,
  userIds: string[],
  conversationIds: string[],
): Promise<void> {
  await client.query(
    `INSERT INTO marks AS k (user_id, conversation_id, version)
     SELECT u, c, 1 FROM unnest($1::uuid[]) u, unnest($2::uuid[]) c ORDER BY c, u
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET version = k.version + 1`,
    [userIds, conversationIds],
  );
}
