import type { PoolClient } from 'pg';
import type { AlertAnswer } from '@/protocol/alert-kinds';
import type { WireIncident, WireRollCall } from '@/protocol/alerts';

type Client = Pick<PoolClient, 'query'>;

/** Returns the usernames and names of users, by internal id. */
export async function readNames(
  client: Client,
  userIds: readonly (string | null)[],
): Promise<Map<string, { id: string; name: string }>> {
  const { rows } = await client.query<{ userId: string; id: string; name: string }>(
    'SELECT id AS "userId", username AS id, name FROM users WHERE id = ANY($1)',
    [userIds.filter((id) => id !== null)],
  );
  return new Map(rows.map(({ userId, ...named }) => [userId, named]));
}

/** Stands for no building in a list of ids. */
export const NO_BUILDING = '';

type RollRow = Omit<WireRollCall['people'][number], 'building' | 'at'> & {
  buildingId: string | null;
  at: Date | null;
};

/**
 * Returns the people whom an alert concerns in these buildings (null: everywhere, also in none; NO_BUILDING: who has asked
 * for help and was told without a building), those who need help first, then those who have not answered.
 */
export async function readRoll(
  client: Client,
  alertId: string,
  buildingIds: readonly string[] | null,
): Promise<RollRow[]> {
  const { rows } = await client.query<RollRow>(
    `SELECT u.username AS id, u.name, t.reason, t.building_id AS "buildingId", t.reach, t.answer, t.help_at AS place,
       t.answered_at AS at,
       CASE WHEN w.id IS NOT NULL THEN json_build_object('id', w.username, 'name', w.name) END AS "answeredBy"
     FROM alert_targets t JOIN users u ON u.id = t.user_id LEFT JOIN users w ON w.id = t.answered_by
     WHERE t.alert_id = $1 AND ($2::text[] IS NULL OR t.building_id = ANY($2)
       OR (t.building_id IS NULL AND t.asked_help AND '' = ANY($2)))
     ORDER BY t.answer IS DISTINCT FROM 'help', t.answer IS NOT NULL, u.name, u.username`,
    [alertId, buildingIds],
  );
  return rows;
}

/**
 * Stores an answer. `answeredBy` is the warden who answers for the person, which keeps the place where they need help;
 * `buildingIds` then limits whom, as for `readRoll`. Returns null if the person was not told of the alert
 * or is not in these buildings, otherwise whether the answer, its author or the place was another one before.
 */
export async function setAnswer(
  client: Client,
  {
    alertId,
    userId,
    answer,
    place = null,
    answeredBy = null,
    buildingIds = null,
  }: {
    alertId: string;
    userId: string;
    answer: AlertAnswer;
    place?: string | null | undefined;
    answeredBy?: string | null;
    buildingIds?: readonly string[] | null;
  },
): Promise<'changed' | 'same' | null> {
  const { rows } = await client.query<{ changed: boolean }>(
    `UPDATE alert_targets t SET answer = $3::"AlertAnswer", answered_by = $5,
       help_at = CASE WHEN $3 = 'help' AND $5::uuid IS NOT NULL THEN t.help_at ELSE $4 END, answered_at = now(),
       asked_help = t.asked_help OR $3 = 'help'
     FROM (SELECT alert_id, user_id, answer, help_at, answered_by FROM alert_targets
       WHERE alert_id = $1 AND user_id = $2 AND ($6::text[] IS NULL OR building_id = ANY($6)
         OR (building_id IS NULL AND asked_help AND '' = ANY($6))) FOR UPDATE) before
     WHERE t.alert_id = before.alert_id AND t.user_id = before.user_id
     RETURNING (before.answer, before.help_at, before.answered_by)
       IS DISTINCT FROM (t.answer, t.help_at, t.answered_by) AS changed`,
    [alertId, userId, answer, place, answeredBy, buildingIds],
  );
  const row = rows[0];
  return row ? (row.changed ? 'changed' : 'same') : null;
}

/**
 * Notes that a warden called the roll in these buildings; null: in all. A warden whose page calls it again at each answer has
 * looked once: further calls within five minutes are not listed, so that they hide no other look-up.
 */
export async function insertLookups(
  client: Client,
  { alertId, by, buildingIds }: { alertId: string; by: string; buildingIds: readonly string[] | null },
): Promise<void> {
  await client.query(
    `INSERT INTO alert_lookups (alert_id, looked_by, building_id) SELECT $1, $2, b FROM unnest($3::text[]) AS b
     WHERE NOT EXISTS (SELECT 1 FROM alert_lookups k WHERE k.alert_id = $1 AND k.looked_by = $2
       AND k.building_id IS NOT DISTINCT FROM b AND k.at > now() - interval '5 minutes')`,
    [alertId, by, buildingIds ?? [null]],
  );
}

/**
 * Returns the look-ups of a user, the newest first: that they had left a building, and roll-calls with them in it, or with
 * somebody who was told without a building as they were.
 */
export async function readLookups(
  client: Client,
  userId: string,
): Promise<
  {
    alert: string;
    kind: 'live' | 'exercise' | 'test';
    at: Date;
    what: 'left' | 'roll_call';
    buildingId: string | null;
    by: { id: string; name: string } | null;
  }[]
> {
  const { rows } = await client.query(
    `SELECT t.alert_id AS alert, t.kind, l.at, l.what, t.building_id AS "buildingId", l.by
     FROM alert_targets t, LATERAL (
       SELECT t.at, 'left' AS what, NULL::json AS by WHERE t.reason = 'left'
       UNION ALL SELECT k.at, 'roll_call', CASE WHEN u.id IS NOT NULL
         THEN json_build_object('id', u.username, 'name', u.name) END
       FROM alert_lookups k LEFT JOIN users u ON u.id = k.looked_by
       WHERE k.alert_id = t.alert_id AND (k.building_id IS NULL OR k.building_id = t.building_id
         OR (k.building_id = '' AND t.reason NOT IN ('inside', 'declared', 'left', 'entered')))) l
     WHERE t.user_id = $1 ORDER BY l.at DESC LIMIT 200`,
    [userId],
  );
  return rows;
}

/** What the server stores of an incident; the building has an id only. */
export type StoredIncident = Omit<WireIncident, 'at' | 'building'> & { at: Date; buildingId: string | null };

/** Inserts what a person reports to the officers. Returns its id. */
export async function insertIncident(
  client: Client,
  incident: { userId: string; buildingId: string | null; text: string },
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'INSERT INTO incidents (user_id, building_id, text) VALUES ($1, $2, $3) RETURNING id',
    [incident.userId, incident.buildingId, incident.text],
  );
  return rows[0]?.id as string;
}

/** Returns the incidents of the last day in these buildings (null: everywhere) or in none, or one, the newest first. */
export async function readIncidents(
  client: Client,
  { id = null, buildings = null }: { id?: string | null; buildings?: readonly string[] | null },
): Promise<StoredIncident[]> {
  const { rows } = await client.query<StoredIncident>(
    `SELECT i.id, i.at, i.building_id AS "buildingId", i.text,
       CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.username, 'name', u.name) END AS by
     FROM incidents i LEFT JOIN users u ON u.id = i.user_id
     WHERE i.at > now() - interval '1 day' AND ($1::uuid IS NULL OR i.id = $1)
       AND ($2::text[] IS NULL OR i.building_id IS NULL OR i.building_id = ANY($2))
     ORDER BY i.at DESC, i.id LIMIT 500`,
    [id, buildings],
  );
  return rows;
}
