import type { PoolClient } from 'pg';
import type { WireBlocked, WireBlocks } from '@/protocol/safety';

type Client = Pick<PoolClient, 'query'>;

/** Counts on a user's version of whom they have blocked, and so makes their changes wait for each other. */
export async function touchBlocks(client: Client, userId: string): Promise<void> {
  await client.query('UPDATE users SET blocks_version = blocks_version + 1 WHERE id = $1', [userId]);
}

/** Blocks somebody, unless that would be more than `most`. False when it would. */
export async function insertBlock(
  client: Client,
  { blockerId, blockedId, most }: { blockerId: string; blockedId: string; most: number },
): Promise<boolean> {
  const { rows } = await client.query<{ full: boolean }>(
    `WITH others AS (SELECT count(*) AS n FROM blocks WHERE blocker_id = $1 AND blocked_id <> $2),
     made AS (INSERT INTO blocks (blocker_id, blocked_id) SELECT $1, $2 FROM others WHERE n < $3 ON CONFLICT DO NOTHING)
     SELECT n >= $3 AS full FROM others`,
    [blockerId, blockedId, most],
  );
  return rows[0]?.full === false;
}

export async function deleteBlock(
  client: Client,
  { blockerId, blockedId }: { blockerId: string; blockedId: string },
): Promise<void> {
  await client.query('DELETE FROM blocks WHERE blocker_id = $1 AND blocked_id = $2', [blockerId, blockedId]);
}

/** Whom a user has blocked, as all of their devices keep it. */
export async function readBlocks(client: Client, userId: string): Promise<WireBlocks> {
  const { rows } = await client.query<WireBlocks>(
    `SELECT u.blocks_version AS version, ARRAY(SELECT o.username FROM blocks b JOIN users o ON o.id = b.blocked_id
       WHERE b.blocker_id = u.id ORDER BY o.username) AS users
     FROM users u WHERE u.id = $1`,
    [userId],
  );
  return rows[0] ?? { version: 0, users: [] };
}

/** The same with names and since when, the latest first. */
export async function listBlocks(client: Client, userId: string): Promise<WireBlocked[]> {
  const { rows } = await client.query<{ id: string; name: string; since: Date }>(
    `SELECT o.username AS id, o.name, b.since FROM blocks b JOIN users o ON o.id = b.blocked_id
     WHERE b.blocker_id = $1 ORDER BY b.since DESC, o.username`,
    [userId],
  );
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

/** What keeps one person from another: a block of their own, or that the other user does not accept messages from them. */
export interface BlockedPair {
  userId: string;
  otherId: string;
  /** The other's name. */
  name: string;
  own: boolean;
}

/**
 * Of pairs of users those between whom something stands: a block, or that the day of the other, a guest, is over.
 */
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
