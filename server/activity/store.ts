import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { WireOwnLookup } from '@/protocol/lookups';
import type { ActivityCode } from './activity';
import type { AuditAction } from './audit';

export interface ActivityRecord {
  userId?: string | undefined;
  botId?: string | undefined;
  buildingId?: string | null | undefined;
  /** What a user did. */
  code?: ActivityCode;
  /** The names of buildings. */
  fromBuilding?: string | null;
  toBuilding?: string | null;
  /** The text of a bot's message. */
  message?: string;
  /** Time of the activity; now when missing. */
  at?: Date;
}

/** Inserts records into the activity log. */
export async function insertActivity(
  client: Pick<PoolClient, 'query'>,
  records: ActivityRecord[],
): Promise<void> {
  await client.query(
    `INSERT INTO activity (user_id, bot_id, building_id, code, from_building, to_building, message, at)
     SELECT u, b, p, c, f, d, m, coalesce(t, now())
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::"ActivityCode"[], $5::text[], $6::text[], $7::text[],
       $8::timestamptz[]) AS h (u, b, p, c, f, d, m, t)`,
    [
      records.map((h) => h.userId ?? null),
      records.map((h) => h.botId ?? null),
      records.map((h) => h.buildingId ?? null),
      records.map((h) => h.code ?? null),
      records.map((h) => h.fromBuilding ?? null),
      records.map((h) => h.toBuilding ?? null),
      records.map((h) => h.message ?? null),
      records.map((h) => h.at ?? null),
    ],
  );
}

export interface UserActivityRow {
  at: Date;
  code: ActivityCode | null;
  from: string | null;
  to: string | null;
  message: string | null;
}

/** Returns a user's id and newest `count` activities, newest first; null when there is no such user. */
export async function newestOfUser(
  db: Db,
  username: string,
  count: number,
): Promise<{ userId: string; rows: UserActivityRow[] } | null> {
  const user = await db.prisma.user.findUnique({ where: { username }, select: { id: true } });
  if (!user) return null;
  const { rows } = await db.pool.query<UserActivityRow>(
    `SELECT at, code, from_building AS "from", to_building AS "to", message FROM activity
     WHERE user_id = $1 ORDER BY id DESC LIMIT $2`,
    [user.id, count],
  );
  return { userId: user.id, rows };
}

export interface BuildingActivityRow {
  at: Date;
  botId: string;
  message: string;
}

/** Returns the newest `count` messages of bots in a building, newest first; null when there is no such building. */
export async function newestOfBuilding(
  db: Db,
  buildingId: string,
  count: number,
): Promise<BuildingActivityRow[] | null> {
  if ((await db.prisma.building.count({ where: { id: buildingId } })) === 0) return null;
  const { rows } = await db.pool.query<BuildingActivityRow>(
    `SELECT bot_id AS "botId", at, message FROM activity
     WHERE building_id = $1 AND bot_id IS NOT NULL ORDER BY id DESC LIMIT $2`,
    [buildingId, count],
  );
  return rows;
}

/** Deletes records that are more than `days` days old. Returns how many were deleted. */
export async function deleteOlderThan(db: Db, days: number): Promise<number> {
  const { rowCount } = await db.pool.query(`DELETE FROM activity WHERE at < now() - $1 * interval '1 day'`, [
    days,
  ]);
  return rowCount ?? 0;
}

interface Named {
  /** The username. */
  id: string;
  name: string;
}

export interface AuditRecord {
  id: number;
  at: Date;
  action: AuditAction;
  /** The administrator; null once they were erased. */
  by: Named | null;
  /** The user whom it was about; null for another subject, and once they were erased. */
  user: Named | null;
  /** The id of the bot, or the name of the building or file, that it was about. */
  about: string | null;
}

/** Returns up to `count` audit records, the newest first; with `before` those with lower ids. */
export async function readAuditRecords(
  db: Db,
  { before, count }: { before: number | null; count: number },
): Promise<AuditRecord[]> {
  const { rows } = await db.pool.query<AuditRecord>(
    `SELECT r.id, r.at, r.action, r.about,
       CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.username, 'name', a.name) END AS by,
       CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.username, 'name', u.name) END AS "user"
     FROM audit_records r
     LEFT JOIN users a ON a.id = r.admin_id AND a.erased_at IS NULL
     LEFT JOIN users u ON u.id = r.user_id AND u.erased_at IS NULL
     WHERE $1::bigint IS NULL OR r.id < $1 ORDER BY r.id DESC LIMIT $2`,
    [before, count],
  );
  return rows;
}

/** Deletes audit records that are more than `days` days old. */
export async function deleteAuditRecordsOlderThan(db: Db, days: number): Promise<void> {
  await db.pool.query("DELETE FROM audit_records WHERE at < now() - $1 * interval '1 day'", [days]);
}

/** A look-up of a user by an administrator, who is null once erased. */
interface OwnLookupRow {
  at: Date;
  what: WireOwnLookup['what'];
  by: Named | null;
}

/** Inserts look-ups of users other than the administrator, unless there is the same one of the last five minutes. */
export async function insertOwnLookups(
  db: Db,
  { by, userIds, what }: { by: string; userIds: readonly string[]; what: WireOwnLookup['what'] },
): Promise<void> {
  await db.pool.query(
    `INSERT INTO lookups (user_id, looked_by, what) SELECT u.id, $2, $3::"LookupKind" FROM users u
     WHERE u.id = ANY($1::uuid[]) AND u.id <> $2 AND NOT EXISTS (SELECT 1 FROM lookups l
       WHERE l.user_id = u.id AND l.looked_by = $2 AND l.what = $3::"LookupKind"
         AND l.at > now() - interval '5 minutes')`,
    [userIds, by, what],
  );
}

/** Returns the newest 200 look-ups of a user. */
export async function readOwnLookups(db: Db, userId: string): Promise<OwnLookupRow[]> {
  const { rows } = await db.pool.query<OwnLookupRow>(
    `SELECT l.at, l.what,
       CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.username, 'name', a.name) END AS by
     FROM lookups l LEFT JOIN users a ON a.id = l.looked_by AND a.erased_at IS NULL
     WHERE l.user_id = $1 ORDER BY l.id DESC LIMIT 200`,
    [userId],
  );
  return rows;
}

/** Deletes look-ups that are more than `days` days old. */
export async function deleteLookupsOlderThan(db: Db, days: number): Promise<void> {
  await db.pool.query("DELETE FROM lookups WHERE at < now() - $1 * interval '1 day'", [days]);
}
