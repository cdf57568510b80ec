import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { Hears, HookEnd } from '@/protocol/outgoing-hooks';

type Client = Pick<PoolClient, 'query'>;

export interface OutgoingHookRow {
  id: string;
  name: string;
  url: string;
  hears: Hears;
  formerUntil: Date | null;
  failingSince: Date | null;
  offAt: Date | null;
  offReason: HookEnd | null;
  waiting: number;
}

/** Returns the outgoing webhooks of a bot, the oldest first. */
export async function findOutgoingHooks(db: Db, botId: string): Promise<OutgoingHookRow[]> {
  const { rows } = await db.pool.query<OutgoingHookRow>(
    `SELECT h.id, h.name, h.url, h.hears, h.failing_since AS "failingSince", h.off_at AS "offAt",
       h.off_reason AS "offReason", CASE WHEN h.former_until > now() THEN h.former_until END AS "formerUntil",
       (SELECT count(*) FROM outgoing_events e WHERE e.hook_id = h.id AND e.state = 'waiting')::int AS waiting
     FROM outgoing_hooks h WHERE h.bot_id = $1 ORDER BY h.created_at, h.id`,
    [botId],
  );
  return rows;
}

/** Inserts a webhook that hears what is said from now on, unless the bot has `max` already. Returns its id, or null. */
export async function insertOutgoingHook(
  client: Client,
  hook: { botId: string; name: string; url: string; hears: Hears; salt: Buffer; max: number },
): Promise<string | null> {
  // Two insertions at once must not exceed the maximum.
  await client.query('SELECT 1 FROM bots WHERE id = $1 FOR UPDATE', [hook.botId]);
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO outgoing_hooks (bot_id, name, url, hears, salt)
     SELECT b.id, $2, $3, $4::"OutgoingHears", $5 FROM bots b
     WHERE b.id = $1 AND b.deleted_at IS NULL AND (SELECT count(*) FROM outgoing_hooks WHERE bot_id = $1) < $6
     RETURNING id`,
    [hook.botId, hook.name, hook.url, hook.hears, hook.salt, hook.max],
  );
  return rows[0]?.id ?? null;
}

/** Returns the id of the bot of a webhook; null for an unknown one. */
export async function botOfOutgoingHook(db: Db, id: string): Promise<string | null> {
  const hook = await db.prisma.outgoingHook.findUnique({ where: { id }, select: { botId: true } });
  return hook?.botId ?? null;
}

/** Returns what a webhook hears, which stays so until the transaction ends. */
export async function lockHears(client: Client, id: string): Promise<Hears | undefined> {
  const { rows } = await client.query<{ hears: Hears }>(
    'SELECT hears FROM outgoing_hooks WHERE id = $1 FOR UPDATE',
    [id],
  );
  return rows[0]?.hears;
}

/** Changes what is given of a webhook. */
export async function changeOutgoingHook(
  client: Client,
  id: string,
  { url, hears }: { url?: string | undefined; hears?: Hears | undefined },
): Promise<void> {
  await client.query(
    'UPDATE outgoing_hooks SET url = coalesce($2, url), hears = coalesce($3::"OutgoingHears", hears) WHERE id = $1',
    [id, url ?? null, hears ?? null],
  );
}

/** Switches a webhook off by hand, or on: then it hears what is said from now on, and its events that wait are due. */
export async function switchOutgoingHook(client: Client, id: string, isOn: boolean): Promise<void> {
  if (!isOn) {
    await client.query(
      `UPDATE outgoing_hooks SET off_at = now(), off_reason = 'by_hand' WHERE id = $1 AND off_at IS NULL`,
      [id],
    );
    return;
  }
  await hearFromNow(client, 'h.id = $1::uuid AND h.off_at IS NOT NULL', id);
  await client.query(
    'UPDATE outgoing_hooks SET off_at = NULL, off_reason = NULL, failing_since = NULL WHERE id = $1',
    [id],
  );
}

/** Makes the webhooks of a bot that is not authorised skip what was said until now: the bot was not to hear it. */
export async function skipUnheard(client: Client, botId: string): Promise<void> {
  await hearFromNow(client, 'b.id = $1 AND NOT b.authorised', botId);
}

/** Makes webhooks `h` of bots `b` skip what was said until now. */
async function hearFromNow(client: Client, which: string, value: string): Promise<void> {
  await client.query(
    `WITH skipping AS (
       UPDATE outgoing_hooks h SET hears_since = clock_timestamp() FROM bots b WHERE b.id = h.bot_id AND ${which}
       RETURNING h.id)
     DELETE FROM outgoing_cursors k USING skipping s WHERE k.hook_id = s.id`,
    [value],
  );
}

/**
 * Replaces the salt of a webhook; the secret of the former one signs, too, for `overlapHours` more hours. Returns until
 * when; null without an overlap.
 */
export async function replaceSalt(
  client: Client,
  { id, salt, overlapHours }: { id: string; salt: Buffer; overlapHours: number },
): Promise<Date | null> {
  const { rows } = await client.query<{ until: Date }>(
    `UPDATE outgoing_hooks SET former_salt = salt, salt = $2, former_until = now() + $3 * interval '1 hour'
     WHERE id = $1 RETURNING former_until AS until`,
    [id, salt, overlapHours],
  );
  return overlapHours > 0 ? (rows[0]?.until ?? null) : null;
}

/** Deletes a webhook with its events. */
export async function removeOutgoingHook(client: Client, id: string): Promise<void> {
  await client.query('DELETE FROM outgoing_hooks WHERE id = $1', [id]);
}

/** Deletes the webhooks of bots with their events. */
export async function removeOutgoingHooksOf(client: Client, botIds: readonly string[]): Promise<void> {
  await client.query('DELETE FROM outgoing_hooks WHERE bot_id = ANY($1)', [botIds]);
}

/** Deletes what the webhooks of a bot have heard and were to hear of a conversation. */
export async function forgetPlace(client: Client, botId: string, conversationId: string): Promise<void> {
  // Waits for a node that stores events, whose rows the next statements must see.
  await client.query('SELECT 1 FROM outgoing_hooks WHERE bot_id = $1 ORDER BY id FOR UPDATE', [botId]);
  for (const table of ['outgoing_events', 'outgoing_cursors'])
    await client.query(
      `DELETE FROM ${table} o USING outgoing_hooks h
       WHERE h.id = o.hook_id AND h.bot_id = $1 AND o.conversation_id = $2`,
      [botId, conversationId],
    );
}

/** Returns whether any webhook is on. */
export async function hasOutgoingHooks(db: Db): Promise<boolean> {
  const { rows } = await db.pool.query<{ any: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM outgoing_hooks WHERE off_at IS NULL) AS any',
  );
  return rows[0]?.any ?? false;
}

/** How attempts of a webhook ended. */
export interface HookResult {
  hookId: string;
  result: 'delivered' | 'failed' | 'gone';
}

export interface EndedHook {
  id: string;
  name: string;
  botId: string;
  ownerId: string;
}

/**
 * Notes how attempts ended. Switches a webhook off that answered 410, or that has failed for `maxDays` days without a
 * success. Returns those that this switched off.
 */
export async function noteHookResults(
  client: Client,
  results: readonly HookResult[],
  maxDays: number,
): Promise<EndedHook[]> {
  const idsOf = (wanted: HookResult['result']) => [
    ...new Set(results.flatMap(({ hookId, result }) => (result === wanted ? [hookId] : []))),
  ];
  const [delivered, failed, gone] = [idsOf('delivered'), idsOf('failed'), idsOf('gone')];
  if (delivered.length > 0)
    await client.query(
      'UPDATE outgoing_hooks SET failing_since = NULL WHERE id = ANY($1) AND failing_since IS NOT NULL',
      [delivered],
    );
  if (failed.length + gone.length === 0) return [];
  await client.query(
    'UPDATE outgoing_hooks SET failing_since = now() WHERE id = ANY($1) AND failing_since IS NULL',
    [failed.filter((id) => !delivered.includes(id))],
  );
  const { rows } = await client.query<EndedHook>(
    `UPDATE outgoing_hooks h SET off_at = now(),
       off_reason = CASE WHEN h.id = ANY($1) THEN 'gone' ELSE 'failing' END::"OutgoingEnd"
     FROM bots b WHERE b.id = h.bot_id AND h.off_at IS NULL
       AND (h.id = ANY($1) OR (h.id = ANY($2) AND h.failing_since < now() - $3 * interval '1 day'))
     RETURNING h.id, h.name, b.id AS "botId", b.owner_id AS "ownerId"`,
    [gone, failed, maxDays],
  );
  return rows;
}
