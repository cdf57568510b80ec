import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';

type Client = Pick<PoolClient, 'query'>;

export interface ScheduleRow {
  id: string;
  cron: string;
  text: string;
  /** Null for the building of the bot. */
  place: string | null;
  catchUp: boolean;
  next: Date | null;
  last: { slot: string; outcome: 'sent' | 'missed' | 'refused' } | null;
}

/** Returns the schedules of a bot, the oldest first. */
export async function findSchedules(db: Db, botId: string): Promise<ScheduleRow[]> {
  const { rows } = await db.pool.query<ScheduleRow>(
    `SELECT s.id, s.cron, s.text, s.conversation_id AS place, s.catch_up AS "catchUp", s.next_at AS next,
       (SELECT json_build_object('slot', r.slot, 'outcome', r.outcome) FROM bot_runs r
        WHERE r.schedule_id = s.id ORDER BY r.slot DESC LIMIT 1) AS last
     FROM bot_schedules s WHERE s.bot_id = $1 ORDER BY s.created_at, s.id`,
    [botId],
  );
  return rows;
}

/** Inserts a schedule unless the bot has `max` already. Returns its id; null when it has. */
export async function insertSchedule(
  client: Client,
  schedule: {
    botId: string;
    cron: string;
    text: string;
    place: string | null;
    catchUp: boolean;
    next: Date | null;
  },
  max: number,
): Promise<string | null> {
  // Two insertions at once must not exceed the maximum.
  await client.query('SELECT 1 FROM bots WHERE id = $1 FOR UPDATE', [schedule.botId]);
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO bot_schedules (bot_id, cron, text, conversation_id, catch_up, next_at)
     SELECT b.id, $2, $3, $4, $5, $6 FROM bots b
     WHERE b.id = $1 AND b.deleted_at IS NULL AND (SELECT count(*) FROM bot_schedules WHERE bot_id = $1) < $7
     RETURNING id`,
    [schedule.botId, schedule.cron, schedule.text, schedule.place, schedule.catchUp, schedule.next, max],
  );
  return rows[0]?.id ?? null;
}

/** Returns the id of the bot of a schedule; null for an unknown one. */
export async function botOfSchedule(db: Db, id: string): Promise<string | null> {
  const schedule = await db.prisma.botSchedule.findUnique({ where: { id }, select: { botId: true } });
  return schedule?.botId ?? null;
}

/** Deletes a schedule. */
export async function removeSchedule(client: Client, id: string): Promise<void> {
  await client.query('DELETE FROM bot_schedules WHERE id = $1', [id]);
}

export interface DueSchedule {
  id: string;
  botId: string;
  buildingId: string;
  secretHash: Buffer;
  cron: string;
  text: string;
  place: string | null;
  catchUp: boolean;
  due: Date;
  /** By the clock of the database, which all nodes share. */
  now: Date;
}

/** Returns schedules of authorised bots whose next slot has come, the one that waits longest first. */
export async function findDueSchedules(db: Db): Promise<DueSchedule[]> {
  const { rows } = await db.pool.query<DueSchedule>(
    `SELECT s.id, s.bot_id AS "botId", b.building_id AS "buildingId", b.secret_hash AS "secretHash", s.cron, s.text,
       s.conversation_id AS place, s.catch_up AS "catchUp", s.next_at AS due, now() AS now
     FROM bot_schedules s JOIN bots b ON b.id = s.bot_id JOIN users u ON u.id = b.owner_id
     WHERE s.next_at <= now() AND b.authorised AND b.deleted_at IS NULL AND u.erased_at IS NULL
     ORDER BY s.next_at, s.id LIMIT 50`,
  );
  return rows;
}

/** Notes what became of a slot, and sets the next one. Does nothing when another node has done so. */
export async function finishSlot(
  db: Db,
  { id, due, slot, outcome, next }: { id: string; due: Date; slot: Date; outcome: string; next: Date | null },
): Promise<void> {
  await db.pool.query(
    `WITH moved AS (UPDATE bot_schedules SET next_at = $5 WHERE id = $1 AND next_at = $2 RETURNING id)
     INSERT INTO bot_runs (schedule_id, slot, outcome) SELECT id, $3, $4::"BotRunOutcome" FROM moved
     ON CONFLICT DO NOTHING`,
    [id, due, slot, outcome, next],
  );
}

/** Deletes the runs of more than a month ago. */
export async function forgetOldRuns(db: Db): Promise<void> {
  await db.pool.query(`DELETE FROM bot_runs WHERE slot < now() - interval '31 days'`);
}
