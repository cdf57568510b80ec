import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { HookCall } from '@/protocol/hooks';

/** The number of newest calls that a hook keeps. */
const KEPT_CALLS = 20;

export interface HookListing {
  id: string;
  name: string;
  /** Until when the former secret is accepted; null when there is none. */
  formerUntil: Date | null;
  /** The newest first. */
  calls: HookCall[];
}

/** Returns the hooks of a bot, the oldest first. */
export async function findHooks(db: Db, botId: string): Promise<HookListing[]> {
  const { rows } = await db.pool.query<HookListing>(
    `SELECT id, name, calls,
       CASE WHEN former_secret_until > now() THEN former_secret_until END AS "formerUntil"
     FROM hooks WHERE bot_id = $1 ORDER BY created_at, id`,
    [botId],
  );
  return rows;
}

/** Inserts a hook unless the bot has `max` already. Returns its id; null when it has. */
export async function insertHook(
  client: Pick<PoolClient, 'query'>,
  hook: { botId: string; name: string; secretHash: Buffer; max: number },
): Promise<string | null> {
  // Two insertions at once must not exceed the maximum.
  await client.query('SELECT 1 FROM bots WHERE id = $1 FOR UPDATE', [hook.botId]);
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO hooks (bot_id, name, secret_hash)
     SELECT b.id, $2, $3 FROM bots b
     WHERE b.id = $1 AND b.deleted_at IS NULL AND (SELECT count(*) FROM hooks WHERE bot_id = $1) < $4
     RETURNING id`,
    [hook.botId, hook.name, hook.secretHash, hook.max],
  );
  return rows[0]?.id ?? null;
}

/** Returns the id of the bot of a hook; null for an unknown hook. */
export async function botOfHook(db: Db, id: string): Promise<string | null> {
  const hook = await db.prisma.hook.findUnique({ where: { id }, select: { botId: true } });
  return hook?.botId ?? null;
}

/**
 * Replaces the secret of a hook; the former one is accepted for `overlapHours` more hours. Returns until when; null
 * without an overlap.
 */
export async function replaceHookHash(
  client: Pick<PoolClient, 'query'>,
  { id, hash, overlapHours }: { id: string; hash: Buffer; overlapHours: number },
): Promise<Date | null> {
  const { rows } = await client.query<{ until: Date }>(
    `UPDATE hooks SET former_secret_hash = secret_hash, secret_hash = $2,
       former_secret_until = now() + $3 * interval '1 hour'
     WHERE id = $1 RETURNING former_secret_until AS until`,
    [id, hash, overlapHours],
  );
  return overlapHours > 0 ? (rows[0]?.until ?? null) : null;
}

/** Deletes a hook. */
export async function removeHook(client: Pick<PoolClient, 'query'>, id: string): Promise<void> {
  await client.query('DELETE FROM hooks WHERE id = $1', [id]);
}

export interface CalledHook {
  botId: string;
  buildingId: string;
  authorised: boolean;
  secretHash: Buffer;
}

/** Returns the hook with this id that accepts the secret with this hash, and its bot; else null. */
export async function findCalledHook(db: Db, id: string, hash: Buffer): Promise<CalledHook | null> {
  const { rows } = await db.pool.query<CalledHook>(
    `SELECT b.id AS "botId", b.building_id AS "buildingId", b.authorised, b.secret_hash AS "secretHash"
     FROM hooks h JOIN bots b ON b.id = h.bot_id
     WHERE h.id = $1 AND b.deleted_at IS NULL
       AND (h.secret_hash = $2 OR (h.former_secret_hash = $2 AND h.former_secret_until > now()))`,
    [id, hash],
  );
  return rows[0] ?? null;
}

/** Adds a call to those that a hook keeps; of calls in a row that are refused as too many, only the first. */
export async function recordCall(db: Db, id: string, call: HookCall): Promise<void> {
  await db.pool.query(
    `UPDATE hooks SET calls = jsonb_path_query_array($2::jsonb || calls, '$[0 to ${KEPT_CALLS - 1}]')
     WHERE id = $1 AND NOT ($3 = 'rate_limited' AND calls #>> '{0,answer}' IS NOT DISTINCT FROM $3)`,
    [id, JSON.stringify([call]), call.answer],
  );
}
