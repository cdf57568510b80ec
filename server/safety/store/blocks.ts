import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import type { WireBlocked } from '@/protocol/safety';

type Client = Pick<PoolClient, 'query'>;

/** Blocks a user. Returns false when the blocker has blocked `limit` others already. */
export async function insertBlock(
  client: Client,
  { blockerId, blockedId, limit }: { blockerId: string; blockedId: string; limit: number },
): Promise<boolean> {
  const { rows } = await client.query<{ full: boolean }>(
    `WITH others AS (SELECT count(*) AS n FROM blocks WHERE blocker_id = $1 AND blocked_id <> $2),
     made AS (INSERT INTO blocks (blocker_id, blocked_id) SELECT $1, $2 FROM others WHERE n < $3 ON CONFLICT DO NOTHING)
     SELECT n >= $3 AS full FROM others`,
    [blockerId, blockedId, limit],
  );
  return rows[0]?.full === false;
}

export async function deleteBlock(
  client: Client,
  { blockerId, blockedId }: { blockerId: string; blockedId: string },
): Promise<void> {
  await client.query('DELETE FROM blocks WHERE blocker_id = $1 AND blocked_id = $2', [blockerId, blockedId]);
}

/** Returns the users whom a user has blocked with name and time of the block, the latest first. */
export async function listBlocks(client: Client, userId: string): Promise<WireBlocked[]> {
  const { rows } = await client.query<{ id: string; name: string; since: Date }>(
    `SELECT o.username AS id, o.name, b.since FROM blocks b JOIN users o ON o.id = b.blocked_id
     WHERE b.blocker_id = $1 ORDER BY b.since DESC, o.username`,
    [userId],
  );
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

/**
 * A user who wants to reach another, who is given by id, by username, or as the other user of a direct conversation. A
 * user and the same user are no pair.
 */
export interface Pair {
  userId: string;
  otherId?: string;
  username?: string;
  conversationId?: string;
  /** The user writes to the other directly, or adds the other to a conversation. */
  contact?: boolean;
}

/** What a user must know to reach another. At least one of the three is true. */
export interface PairState {
  userId: string;
  otherId: string;
  /** Name of the other user. */
  name: string;
  /** The state of a contact, which the other's choice of contacts can decline. */
  contact: boolean;
  /** The user blocked the other. */
  own: boolean;
  /** The other does not accept messages from the user: a block, an expired guest, or the other's choice of contacts. */
  declines: boolean;
  /** For a contact: the user has the direct conversation of the two as a message request. */
  request: boolean;
}

const DIRECT = `conversations c JOIN memberships m ON m.conversation_id = c.id
  WHERE c.key = 'direct:' || least(p.u, p.o) || ':' || greatest(p.u, p.o)`;

const findingPairStates = prepared<{ pairs: Pair[] }>(
  'findPairStates',
  ({ column }) => `SELECT * FROM (
     SELECT p.u AS "userId", p.o AS "otherId", p.name, p.contact,
       EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = p.u AND b.blocked_id = p.o) AS own,
       coalesce(p.guest_until <= now(), false)
       OR EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = p.o AND b.blocked_id = p.u)
       OR (p.contact AND p.first_messages <> 'everyone'
         AND NOT EXISTS (SELECT 1 FROM ${DIRECT} AND c.head > 0 AND m.user_id = p.o AND m.request IS NULL)
         AND NOT (p.first_messages = 'channels' AND EXISTS (
           SELECT 1 FROM memberships mu JOIN memberships mo ON mo.conversation_id = mu.conversation_id
           JOIN conversations c ON c.id = mu.conversation_id AND c.kind = 'channel'
           WHERE mu.user_id = p.u AND mu.to_seq IS NULL AND mo.user_id = p.o AND mo.to_seq IS NULL))) AS declines,
       p.contact AND EXISTS (SELECT 1 FROM ${DIRECT} AND m.user_id = p.u AND m.request IS NOT NULL) AS request
     FROM (
       SELECT w.u, o.id AS o, coalesce(w.contact, false) AS contact, o.name, o.guest_until, o.first_messages
       FROM unnest(${column('pairs', 'userId', 'uuid')}, ${column('pairs', 'otherId', 'uuid')},
         ${column('pairs', 'username', 'text')}, ${column('pairs', 'conversationId', 'uuid')},
         ${column('pairs', 'contact', 'bool')}) AS w (u, id, username, conversation_id, contact)
       CROSS JOIN LATERAL (
         SELECT id, name, guest_until, first_messages FROM users WHERE id = w.id
         UNION ALL SELECT id, name, guest_until, first_messages FROM users WHERE username = w.username
         UNION ALL SELECT x.id, x.name, x.guest_until, x.first_messages FROM conversations c JOIN users x
           ON x.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid)
           WHERE c.id = w.conversation_id AND c.kind = 'direct') o
       WHERE o.id <> w.u) p) x
   WHERE own OR declines OR request`,
);

/** Returns the states of pairs for which there is something to know. */
export async function findPairStates(client: Client, pairs: Pair[]): Promise<PairState[]> {
  if (pairs.length === 0) return [];
  return (await client.query<PairState>(findingPairStates({ pairs }))).rows;
}
