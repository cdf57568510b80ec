import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { WireBuildingBot } from '@/protocol/places';
import type { BotActor } from '@/server/actor';
import { removeOutgoingHooksOf, skipUnheard } from './outgoing/hook-store';

/** A node whose last heartbeat is older holds no connections: its claims are void. */
const NODE_ALIVE = `n.heartbeat_at > now() - interval '15 seconds'`;
/** True when a living node holds the bot's connection. */
export const RUNNING = `(b.socket_id IS NOT NULL AND EXISTS (SELECT 1 FROM nodes n WHERE n.id = b.node_id AND ${NODE_ALIVE}))`;

/** SQL condition: the bot `b` accepts the secret with this hash (an SQL expression). */
const accepts = (hash: string) =>
  `(b.secret_hash = ${hash} OR (b.former_secret_hash = ${hash} AND b.former_secret_until > now()))`;

export interface BotRow {
  id: string;
  buildingId: string;
  secretHash: Buffer;
  /** The hash of the former secret while it is accepted, else null. */
  formerSecretHash: Buffer | null;
  authorised: boolean;
  running: boolean;
}

/** Returns a bot with its hashed secret and whether a living node runs it, or null. */
export async function findBot(db: Db, id: string): Promise<BotRow | null> {
  const { rows } = await db.pool.query<BotRow>(
    `SELECT b.id, b.building_id AS "buildingId", b.secret_hash AS "secretHash",
       CASE WHEN b.former_secret_until > now() THEN b.former_secret_hash END AS "formerSecretHash",
       b.authorised, ${RUNNING} AS running
     FROM bots b WHERE b.id = $1 AND b.deleted_at IS NULL`,
    [id],
  );
  return rows[0] ?? null;
}

/** Inserts a bot. Returns false when a bot or a user has that id already. */
export async function insertBot(
  db: Db,
  bot: { id: string; ownerId: string; buildingId: string; secretHash: Buffer },
): Promise<boolean> {
  // Legacy clients see only a sender's id, so a bot must not have a user's.
  const { rowCount } = await db.pool.query(
    `INSERT INTO bots (id, owner_id, building_id, secret_hash)
     SELECT $1::text, $2::uuid, $3::text, $4::bytea WHERE NOT EXISTS (SELECT 1 FROM users WHERE username = $1::text)
     ON CONFLICT (id) DO NOTHING`,
    [bot.id, bot.ownerId, bot.buildingId, bot.secretHash],
  );
  return rowCount === 1;
}

/** Returns whether a building with this id exists. */
export async function hasBuilding(db: Db, id: string): Promise<boolean> {
  return (await db.prisma.building.count({ where: { id, removedAt: null } })) > 0;
}

/**
 * Inserts a token that expires after `hours` hours. Returns false when the bot is not authorised or no longer accepts
 * the secret.
 */
export async function insertBotToken(
  db: Db,
  token: { hash: Buffer; botId: string; secretHash: Buffer; hours: number },
): Promise<boolean> {
  // A withdrawal or a new secret that commits first must not leave a token behind.
  const { rowCount } = await db.pool.query(
    `INSERT INTO bot_tokens (hash, bot_id, secret_hash, expires_at)
     SELECT $1, b.id, $4, now() + $3 * interval '1 hour' FROM bots b
     WHERE b.id = $2 AND b.authorised AND ${accepts('$4')} FOR SHARE`,
    [token.hash, token.botId, token.hours, token.secretHash],
  );
  return rowCount === 1;
}

/** Deletes the expired tokens of bots. */
export async function forgetExpiredBotTokens(db: Db): Promise<void> {
  await db.pool.query('DELETE FROM bot_tokens WHERE expires_at < now()');
}

/**
 * Returns the hash of the secret that the bot's token with this hash was issued for; null when there is no such token,
 * it has expired, or the bot no longer accepts that secret.
 */
export async function findTokenSecret(db: Db, botId: string, hash: Buffer): Promise<Buffer | null> {
  const { rows } = await db.pool.query<{ secretHash: Buffer }>(
    `SELECT t.secret_hash AS "secretHash" FROM bot_tokens t JOIN bots b ON b.id = t.bot_id
     WHERE t.hash = $1 AND t.bot_id = $2 AND t.expires_at > now() AND ${accepts('t.secret_hash')}`,
    [hash, botId],
  );
  return rows[0]?.secretHash ?? null;
}

/**
 * Stores the authorisation; a withdrawal also deletes the bot's tokens and frees its connection. Returns false when
 * there is no such bot.
 */
export async function setAuthorised(
  client: Pick<PoolClient, 'query'>,
  id: string,
  authorised: boolean,
): Promise<boolean> {
  if (authorised) await skipUnheard(client, id);
  const { rowCount } = await client.query(
    `UPDATE bots SET authorised = $2, node_id = CASE WHEN $2 THEN node_id END,
       socket_id = CASE WHEN $2 THEN socket_id END
     WHERE id = $1 AND deleted_at IS NULL`,
    [id, authorised],
  );
  if (!authorised) await client.query('DELETE FROM bot_tokens WHERE bot_id = $1', [id]);
  return rowCount === 1;
}

/** Deletes the bots of an erased user (`removeBots`) and their names. Returns their ids. */
export async function eraseBots(client: Pick<PoolClient, 'query'>, ownerId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM bots WHERE owner_id = $1', [ownerId]);
  const ids = rows.map((row) => row.id);
  await removeBots(client, ids);
  await client.query('UPDATE bots SET name = NULL WHERE id = ANY($1)', [ids]);
  return ids;
}

/**
 * Deletes bots with their tokens. A bot that has sent messages stays as their sender, without an authorisation and with
 * an unknown secret.
 */
export async function removeBots(client: Pick<PoolClient, 'query'>, ids: string[]): Promise<void> {
  // Waits for sends of the bots, whose messages the next statements must see.
  await client.query('SELECT 1 FROM bots WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
  await client.query('DELETE FROM bot_tokens WHERE bot_id = ANY($1)', [ids]);
  for (const table of ['hooks', 'bot_places', 'bot_calls', 'bot_schedules'])
    await client.query(`DELETE FROM ${table} WHERE bot_id = ANY($1)`, [ids]);
  await removeOutgoingHooksOf(client, ids);
  await client.query(
    `DELETE FROM bots b WHERE b.id = ANY($1) AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.bot_id = b.id)`,
    [ids],
  );
  await client.query(
    `UPDATE bots SET authorised = false, commands = '[]', node_id = NULL, socket_id = NULL, deleted_at = now(),
       secret_hash = sha256(gen_random_uuid()::text::bytea), former_secret_hash = NULL WHERE id = ANY($1)`,
    [ids],
  );
}

/** Returns the internal id of the owner of a bot; null for an unknown or deleted bot. */
export async function ownerOfBot(db: Db, id: string): Promise<string | null> {
  const bot = await db.prisma.bot.findUnique({ where: { id, deletedAt: null }, select: { ownerId: true } });
  return bot?.ownerId ?? null;
}

/**
 * Replaces the secret of a bot; the former one is accepted for `overlapHours` more hours. Without an overlap, also
 * deletes the bot's tokens and frees its connection. Returns until when the former secret is accepted; null without an overlap.
 */
export async function replaceSecret(
  client: Pick<PoolClient, 'query'>,
  { id, hash, overlapHours }: { id: string; hash: Buffer; overlapHours: number },
): Promise<Date | null> {
  const { rows } = await client.query<{ until: Date }>(
    `UPDATE bots SET former_secret_hash = secret_hash, secret_hash = $2,
       former_secret_until = now() + $3 * interval '1 hour',
       node_id = CASE WHEN $3 > 0 THEN node_id END, socket_id = CASE WHEN $3 > 0 THEN socket_id END
     WHERE id = $1 AND deleted_at IS NULL RETURNING former_secret_until AS until`,
    [id, hash, overlapHours],
  );
  if (overlapHours > 0) return rows[0]?.until ?? null;
  await client.query('DELETE FROM bot_tokens WHERE bot_id = $1', [id]);
  return null;
}

/** Stores the name of a bot; null removes it. */
export async function setName(
  client: Pick<PoolClient, 'query'>,
  id: string,
  name: string | null,
): Promise<void> {
  await client.query('UPDATE bots SET name = $2 WHERE id = $1 AND deleted_at IS NULL', [id, name]);
}

export interface BotMessage {
  id: string;
  at: Date;
  text: string;
}

/** Returns up to `limit` messages of a bot, the newest first; `after` a position, only those that follow it. */
export async function readBotMessages(
  db: Db,
  botId: string,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
): Promise<BotMessage[]> {
  const { rows } = await db.pool.query<BotMessage>(
    `SELECT id, created_at AS at, text FROM messages
     WHERE bot_id = $1 AND ($3::timestamptz IS NULL OR created_at < $3 OR (created_at = $3 AND id > $4))
     ORDER BY created_at DESC, id LIMIT $2`,
    [botId, limit, after?.at ?? null, after?.id ?? null],
  );
  return rows;
}

export interface BotListing {
  id: string;
  name: string | null;
  /** The owner's username. */
  owner: string;
  building: { id: string; name: string };
  authorised: boolean;
  running: boolean;
  /** Until when the former secret is accepted; null when there is none. */
  formerUntil: Date | null;
}

/**
 * Returns bots in order of id; an undefined filter matches all. Leaves out bots of erased users, which never run again.
 */
export async function findBots(
  db: Db,
  filter: { ownerId?: string | undefined; authorised?: boolean | undefined },
): Promise<BotListing[]> {
  const { rows } = await db.pool.query<BotListing>(
    `SELECT b.id, b.name, u.username AS owner, json_build_object('id', p.id, 'name', p.name) AS building,
       b.authorised, ${RUNNING} AS running,
       CASE WHEN b.former_secret_until > now() THEN b.former_secret_until END AS "formerUntil"
     FROM bots b JOIN users u ON u.id = b.owner_id JOIN buildings p ON p.id = b.building_id
     WHERE u.erased_at IS NULL AND b.deleted_at IS NULL AND ($1::uuid IS NULL OR b.owner_id = $1) AND ($2::boolean IS NULL OR b.authorised = $2)
     ORDER BY b.id`,
    [filter.ownerId ?? null, filter.authorised ?? null],
  );
  return rows;
}

/** Returns the authorised bots of a building, in order of id, without those of erased owners. */
export async function findBuildingBots(db: Db, buildingId: string): Promise<WireBuildingBot[]> {
  const { rows } = await db.pool.query<WireBuildingBot>(
    `SELECT b.id, b.name, ${RUNNING} AS running FROM bots b JOIN users u ON u.id = b.owner_id
     WHERE b.building_id = $1 AND b.authorised AND u.erased_at IS NULL ORDER BY b.id`,
    [buildingId],
  );
  return rows;
}

/**
 * Claims the bot's only connection; of two concurrent claims one succeeds. Returns false when another socket holds the
 * connection or the bot is not authorised.
 */
export async function claimConnection(
  db: Db,
  claim: { botId: string; nodeId: string; socketId: string },
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `UPDATE bots b SET node_id = $2, socket_id = $3
     WHERE b.id = $1 AND b.authorised AND (b.socket_id = $3 OR NOT ${RUNNING})`,
    [claim.botId, claim.nodeId, claim.socketId],
  );
  return rowCount === 1;
}

/** Frees the bot's connection if this socket of this node holds it. */
export async function freeConnection(
  db: Db,
  { botId, nodeId, socketId }: { botId: string; nodeId: string; socketId: string },
): Promise<void> {
  await db.prisma.bot.updateMany({
    where: { id: botId, nodeId, socketId },
    data: { nodeId: null, socketId: null },
  });
}

/**
 * Returns the ids of the connected bots that must not stay connected, with the reason: the bot is not authorised (any
 * more) or deleted, or the secret of the connection is no longer accepted.
 */
export async function findEndedBots(
  db: Db,
  bots: readonly BotActor[],
): Promise<{ botId: string; reason: 'unauthorised' | 'revoked' }[]> {
  const { rows } = await db.pool.query<{ botId: string; reason: 'unauthorised' | 'revoked' }>(
    `SELECT c.id AS "botId", CASE WHEN b.authorised THEN 'revoked' ELSE 'unauthorised' END AS reason
     FROM unnest($1::text[], $2::bytea[]) AS c (id, hash) LEFT JOIN bots b ON b.id = c.id
     WHERE NOT coalesce(b.authorised AND ${accepts('c.hash')}, false)`,
    [bots.map(({ botId }) => botId), bots.map(({ secretHash }) => secretHash)],
  );
  return rows;
}

/** Returns the building of a bot; null for an unknown bot. */
export async function buildingOfBot(db: Db, id: string): Promise<{ id: string; name: string } | null> {
  const bot = await db.prisma.bot.findUnique({
    where: { id },
    select: { building: { select: { id: true, name: true } } },
  });
  return bot?.building ?? null;
}
