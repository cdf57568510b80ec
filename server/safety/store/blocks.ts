import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import type { WireBlocked, WireBlocks } from '@/protocol/safety';

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

const findBlocks = prepared<{ userIds: string[] }>(
  'findBlocks',
  ({ value }) => `SELECT u.id AS "userId", u.blocks_version AS version,
       ARRAY(SELECT o.username FROM blocks b JOIN users o ON o.id = b.blocked_id WHERE b.blocker_id = u.id ORDER BY o.username) AS users
     FROM users u WHERE u.id = ANY(${value('userIds', 'uuid[]')})`,
);

/**
 * Returns the usernames whom each user has blocked, with the version of the list, as the user's devices keep it, in the
 * order of `userIds`.
 */
export async function readBlocks(client: Client, userIds: string[]): Promise<WireBlocks[]> {
  const { rows } = await client.query<WireBlocks & { userId: string }>(findBlocks({ userIds }));
  const blocks = new Map(rows.map(({ userId, ...list }) => [userId, list]));
  return userIds.map((userId) => blocks.get(userId) ?? { version: 0, users: [] });
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
 * A pair that cannot message each other: the user blocked the other (`own`), or the other does not accept messages from
 * the user.
 */
export interface BlockedPair {
  userId: string;
  otherId: string;
  /** Name of the other user. */
  name: string;
  own: boolean;
}

/** Returns the pairs that cannot message each other: one blocked the other, or the other is an expired guest. */
export async function findBlockedPairs(
  client: Client,
  pairs: { userId: string; otherId: string }[],
): Promise<BlockedPair[]> {
  if (pairs.length === 0) return [];
  const { rows } = await client.query<BlockedPair>({
    name: 'findBlockedPairs',
    text: `SELECT * FROM (
       SELECT p.u AS "userId", p.o AS "otherId", o.name,
         EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = p.u AND b.blocked_id = p.o) AS own,
         coalesce(o.guest_until <= now(), false)
         OR EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = p.o AND b.blocked_id = p.u) AS declines
       FROM unnest($1::uuid[], $2::uuid[]) AS p (u, o) JOIN users o ON o.id = p.o WHERE p.u <> p.o) x
     WHERE own OR declines`,
    values: [pairs.map((pair) => pair.userId), pairs.map((pair) => pair.otherId)],
  });
  return rows;
}
