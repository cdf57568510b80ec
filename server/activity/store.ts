import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { ActivityCode } from './activity';

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

/** Returns the newest `count` activities of a user, newest first; null when there is no such user. */
export async function newestOfUser(
  db: Db,
  username: string,
  count: number,
): Promise<UserActivityRow[] | null> {
  const user = await db.prisma.user.findUnique({ where: { username }, select: { id: true } });
  if (!user) return null;
  const { rows } = await db.pool.query<UserActivityRow>(
    `SELECT at, code, from_building AS "from", to_building AS "to", message FROM activity
     WHERE user_id = $1 ORDER BY id DESC LIMIT $2`,
    [user.id, count],
  );
  return rows;
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
