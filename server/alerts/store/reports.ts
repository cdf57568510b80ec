import type { PoolClient } from 'pg';
import type { z } from 'zod';
import type { AlertReach, AlertReason } from '@/protocol/alert-kinds';
import type { alertTimes, WireAlertReport, WireExercise } from '@/protocol/alert-reports';
import type { WireAlert } from '@/protocol/alerts';
import { type Counts, readCounts } from './numbers';

type Client = Pick<PoolClient, 'query'>;

/** What is counted of an alert's people, and stays when they are forgotten. */
export interface ReportCounts extends Counts, Pick<WireAlertReport, 'notSeen'> {
  segments: {
    reason: AlertReason;
    buildingId: string | null;
    people: number;
    displayed: number;
    answered: number;
    unreached: number;
  }[];
  times: z.infer<typeof alertTimes>[];
}

/** Returns the counts of an alert: of its people, or as they were when its people were forgotten. */
export async function readReportCounts(client: Client, id: string): Promise<ReportCounts> {
  const { rows } = await client.query<{ counts: ReportCounts }>(
    'SELECT counts FROM alerts WHERE id = $1 AND counts IS NOT NULL',
    [id],
  );
  if (rows[0]) return rows[0].counts;
  const { rows: segments } = await client.query<ReportCounts['segments'][number]>(
    `SELECT reason, building_id AS "buildingId", count(*)::int AS people,
       (count(*) FILTER (WHERE reach = 'displayed'))::int AS displayed,
       (count(*) FILTER (WHERE answer IS NOT NULL))::int AS answered,
       (count(*) FILTER (WHERE answer IS NULL AND reach < 'handed'))::int AS unreached
     FROM alert_targets WHERE alert_id = $1 GROUP BY reason, building_id ORDER BY reason, building_id`,
    [id],
  );
  const { rows: notSeen } = await client.query<{ reach: AlertReach; people: number }>(
    `SELECT reach, count(*)::int AS people FROM alert_targets
     WHERE alert_id = $1 AND answer IS NULL AND reach < 'displayed' GROUP BY reach`,
    [id],
  );
  return {
    ...(await readCounts(client, id)),
    segments,
    notSeen: Object.fromEntries(notSeen.map(({ reach, people }) => [reach, people])),
    times: await readTimes(client, id),
  };
}

async function readTimes(client: Client, id: string): Promise<ReportCounts['times']> {
  // The clock of a device or of another node may be behind.
  const after = (time: string) =>
    `(extract(epoch FROM CASE WHEN ${time} < v.at THEN v.at ELSE ${time} END - v.at) * 1000)::int`;
  const { rows } = await client.query<ReportCounts['times'][number]>(
    `SELECT v.revision, ${after('h.at')} AS handed, ${after('s.at[1]')} AS half, ${after('s.at[2]')} AS most,
       ${after('s.at[3]')} AS last, coalesce(s.people, 0) AS people
     FROM alert_revisions v
     LEFT JOIN (SELECT revision, min(at) AS at FROM alert_receipts WHERE alert_id = $1 AND reach >= 'handed'
       GROUP BY revision) h ON h.revision = v.revision
     LEFT JOIN (SELECT revision, count(*)::int AS people,
         percentile_disc(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY at) AS at
       FROM (SELECT revision, user_id, min(at) AS at FROM alert_receipts WHERE alert_id = $1 AND reach = 'displayed'
         GROUP BY revision, user_id) first GROUP BY revision) s ON s.revision = v.revision
     WHERE v.alert_id = $1 ORDER BY v.revision`,
    [id],
  );
  return rows;
}

/** Returns when the revisions of an alert were drafted, submitted and issued, the first one first. */
export async function readDecisions(client: Client, id: string): Promise<WireAlertReport['decisions']> {
  const { rows } = await client.query<{
    revision: number;
    drafted: Date | null;
    submitted: Date | null;
    issued: Date;
  }>(
    `SELECT v.revision, d.created_at AS drafted, d.submitted_at AS submitted, v.at AS issued FROM alert_revisions v
     LEFT JOIN alert_drafts d ON d.alert_id = v.alert_id AND d.hash = v.hash AND d.state = 'issued'
     WHERE v.alert_id = $1 ORDER BY v.revision`,
    [id],
  );
  return rows.map(({ revision, drafted, submitted, issued }) => ({
    revision,
    drafted: drafted?.toISOString() ?? null,
    submitted: submitted?.toISOString() ?? null,
    issued: issued.toISOString(),
  }));
}

/** Returns who called the roll of an alert and when, the first one first; of many buildings once. */
export async function readRollCalls(client: Client, id: string): Promise<WireAlertReport['rollCalls']> {
  const { rows } = await client.query<{ at: Date; by: { id: string; name: string } | null }>(
    `SELECT DISTINCT ON (l.at, l.looked_by) l.at,
       CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.username, 'name', u.name) END AS by
     FROM alert_lookups l LEFT JOIN users u ON u.id = l.looked_by WHERE l.alert_id = $1 ORDER BY l.at, l.looked_by`,
    [id],
  );
  return rows.map(({ at, by }) => ({ at: at.toISOString(), by }));
}

type Notes = NonNullable<WireExercise['notes']>;

/** The columns of what an officer recorded of the exercise `a`, and the join for its author. */
const NOTES = `CASE WHEN a.exercise IS NOT NULL THEN (a.exercise - 'by') || jsonb_build_object('by',
    CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.username, 'name', u.name) END) END AS notes`;
const BY = `LEFT JOIN users u ON u.id = (a.exercise->>'by')::uuid`;

/** Returns what was recorded of an exercise; null for nothing. */
export async function readExerciseNotes(client: Client, id: string): Promise<Notes | null> {
  const { rows } = await client.query<{ notes: Notes | null }>(
    `SELECT ${NOTES} FROM alerts a ${BY} WHERE a.id = $1`,
    [id],
  );
  return rows[0]?.notes ?? null;
}

/** Stores what an officer records of an exercise, now. */
export async function setExerciseNotes(
  client: Client,
  id: string,
  { by, ...notes }: Omit<Notes, 'at' | 'by'> & { by: string },
): Promise<void> {
  const at = new Date().toISOString();
  await client.query('UPDATE alerts SET exercise = $2 WHERE id = $1', [
    id,
    JSON.stringify({ ...notes, at, by }),
  ]);
}

/** An exercise or a test of a year. */
export interface StoredExercise {
  id: string;
  content: WireAlert;
  areas: WireAlert['area'][];
  startedAt: Date;
  notes: Notes | null;
}

/** Returns the exercises and tests that began in a year (UTC), the first one first, at most 1,000. */
export async function readExercises(client: Client, year: number): Promise<StoredExercise[]> {
  const { rows } = await client.query<StoredExercise>(
    `SELECT a.id, v.content, a.started_at AS "startedAt", ${NOTES},
       (SELECT jsonb_agg(DISTINCT e.content->'area') FROM alert_revisions e WHERE e.alert_id = a.id) AS areas
     FROM alerts a JOIN alert_revisions v ON v.alert_id = a.id AND v.revision = 1 ${BY}
     WHERE a.kind <> 'live' AND a.started_at >= make_timestamptz($1, 1, 1, 0, 0, 0, 'UTC')
       AND a.started_at < make_timestamptz($1 + 1, 1, 1, 0, 0, 0, 'UTC')
     ORDER BY a.started_at, a.id LIMIT 1000`,
    [year],
  );
  return rows;
}
