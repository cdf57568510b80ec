import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import type { ConversationKey } from './conversations';

/** A conversation that is created when it is missing; for a direct conversation with its two users, who may be one. */
export interface Beginning extends ConversationKey {
  users?: readonly [string, string];
}

const beginning = prepared<{ missing: (ConversationKey & { a?: string; b?: string })[] }>(
  'beginConversations',
  ({ column }) => `WITH missing AS (
     SELECT DISTINCT * FROM unnest(${column('missing', 'kind', '"ConversationKind"')}, ${column('missing', 'key', 'text')},
       ${column('missing', 'a', 'uuid')}, ${column('missing', 'b', 'uuid')}) AS w (kind, key, a, b)),
   made AS (
     INSERT INTO conversations (kind, key) SELECT kind, key FROM missing ORDER BY key
     ON CONFLICT DO NOTHING RETURNING id, key)
   INSERT INTO memberships (conversation_id, user_id, from_seq)
   SELECT DISTINCT made.id, u, 1 FROM made JOIN missing ON missing.key = made.key
   CROSS JOIN LATERAL unnest(ARRAY[missing.a, missing.b]) AS u WHERE u IS NOT NULL`,
);

/**
 * Creates conversations that are missing; direct conversations with their users as members. Creates them in order of the
 * keys, to avoid deadlocks.
 */
export async function beginConversations(
  client: Pick<PoolClient, 'query'>,
  missing: Beginning[],
): Promise<void> {
  // The users in order of id, so that a conversation that both begin is one row.
  const rows = missing.map(({ kind, key, users = [] }) => {
    const [a, b] = [...users].sort();
    return { kind, key, ...(a !== undefined && { a }), ...(b !== undefined && { b }) };
  });
  await client.query(beginning({ missing: rows }));
}
