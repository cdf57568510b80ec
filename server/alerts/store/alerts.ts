import type { PoolClient } from 'pg';
import type { AlertChannel, AlertKind, AlertReach, AlertType } from '@/protocol/alert-kinds';
import type { WireAlert, WireAlertRecord, WireOwnAlert, WireReached } from '@/protocol/alerts';
import type { Reasoned } from '../audience';

type Client = Pick<PoolClient, 'query'>;

type AlertState = 'active' | 'ended' | 'cancelled' | 'expired';

/** An alert with its newest revision. */
export interface StoredAlert {
  id: string;
  kind: AlertKind;
  state: AlertState;
  revision: number;
  startedAt: Date;
  reviewDueAt: Date | null;
  reviewedBy: string | null;
  content: WireAlert;
  /** Who drafted and who approved the newest revision. */
  draftedBy: string | null;
  approvedBy: string | null;
  /** The time of the database. */
  now: Date;
}

const ALERT = `SELECT a.id, a.kind, a.state, a.revision, a.started_at AS "startedAt",
    a.review_due_at AS "reviewDueAt", a.reviewed_by AS "reviewedBy", v.content, v.drafted_by AS "draftedBy",
    v.approved_by AS "approvedBy", clock_timestamp() AS now
  FROM alerts a JOIN alert_revisions v ON v.alert_id = a.id AND v.revision = a.revision`;

/** Reads an alert, and locks it with `lock`. Returns null when there is none. */
export async function findAlert(
  client: Client,
  id: string,
  { lock = false } = {},
): Promise<StoredAlert | null> {
  const { rows } = await client.query<StoredAlert>(
    `${ALERT} WHERE a.id = $1 ${lock ? 'FOR UPDATE OF a' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Reads the alerts that are active or changed within `hours`, the newest first. */
export async function readRecent(client: Client, hours: number): Promise<StoredAlert[]> {
  const { rows } = await client.query<StoredAlert>(
    `${ALERT} WHERE a.state = 'active' OR a.changed_at > now() - $1 * interval '1 hour'
     ORDER BY a.started_at DESC, a.id`,
    [hours],
  );
  return rows;
}

/**
 * Returns the newest revisions of the alerts that are active or changed within `hours`, by id; `settled`: everyone who is
 * told is stored as a target.
 */
export async function readRevisions(
  client: Client,
  hours: number,
): Promise<Map<string, { revision: number; settled: boolean }>> {
  const { rows } = await client.query<{ id: string; revision: number; settled: boolean }>({
    name: 'alertRevisions',
    text: `SELECT id, revision, NOT EXISTS (
        SELECT 1 FROM alert_revisions v WHERE v.alert_id = a.id AND v.audience IS NOT NULL) AS settled
      FROM alerts a WHERE state = 'active' OR changed_at > now() - $1 * interval '1 hour'`,
    values: [hours],
  });
  return new Map(rows.map(({ id, ...revision }) => [id, revision]));
}

const STATES: Record<AlertType, AlertState> = {
  alert: 'active',
  update: 'active',
  correction: 'active',
  all_clear: 'ended',
  cancel: 'cancelled',
  expired: 'expired',
};

const rowsOf = (audience: ReadonlyMap<string, Reasoned>) =>
  [...audience].map(([user_id, { reason, buildingId }]) => ({ user_id, reason, building_id: buildingId }));

/** Stores a revision: the first inserts the alert, a later one changes it. An alert that ends forgets where people need help. */
export async function writeRevision(
  client: Client,
  {
    alert,
    hash,
    draftedBy,
    approvedBy,
    audience,
    reviewDueAt = null,
  }: {
    alert: WireAlert;
    hash: string;
    draftedBy: string | null;
    approvedBy: string | null;
    audience: ReadonlyMap<string, Reasoned>;
    reviewDueAt?: Date | null;
  },
): Promise<void> {
  const { id, kind, revision, type, nextUpdate, expires, at, active } = alert;
  if (revision === 1)
    await client.query(
      `INSERT INTO alerts (id, kind, started_at, changed_at, next_update_at, expires_at, review_due_at)
       VALUES ($1, $2::"AlertKind", $3, $3, $4, $5, $6)`,
      [id, kind, at, nextUpdate, expires, reviewDueAt],
    );
  else
    await client.query(
      `UPDATE alerts SET state = $2::"AlertState", revision = $3, changed_at = $4, next_update_at = $5, expires_at = $6
       WHERE id = $1`,
      [id, STATES[type], revision, at, nextUpdate, expires],
    );
  await client.query(
    `INSERT INTO alert_revisions (alert_id, revision, kind, type, content, hash, at, drafted_by, approved_by, audience)
     VALUES ($1, $2, $3::"AlertKind", $4::"AlertType", $5, $6, $7, $8, $9, $10)`,
    [
      id,
      revision,
      kind,
      type,
      JSON.stringify(alert),
      hash,
      at,
      draftedBy,
      approvedBy,
      audience.size === 0 ? null : JSON.stringify(rowsOf(audience)),
    ],
  );
  if (!active)
    await client.query(
      'UPDATE alert_targets SET help_at = NULL WHERE alert_id = $1 AND help_at IS NOT NULL',
      [id],
    );
}

/** Inserts people who are told; of those who are known already the first reason stays. Leaves out users who are gone. */
export async function insertTargets(
  client: Client,
  { id, kind }: { id: string; kind: AlertKind },
  audience: ReadonlyMap<string, Reasoned>,
): Promise<void> {
  if (audience.size === 0) return;
  const reasons = [...audience.values()];
  await client.query(
    `INSERT INTO alert_targets (alert_id, kind, user_id, reason, building_id)
     SELECT $1, $2::"AlertKind", t.user_id, t.reason::"AlertReason", t.building_id
     FROM unnest($3::uuid[], $4::text[], $5::text[]) AS t (user_id, reason, building_id)
     JOIN users u ON u.id = t.user_id AND u.erased_at IS NULL
     ON CONFLICT DO NOTHING`,
    [
      id,
      kind,
      [...audience.keys()],
      reasons.map(({ reason }) => reason),
      reasons.map(({ buildingId }) => buildingId),
    ],
  );
}

/**
 * Stores the audiences of revisions of these alerts as targets, unless they are. Inserting thousands of rows takes longer
 * than everything else of issuing, so it happens after the delivery; the audience is durable from the commit on.
 */
export async function settleTargets(client: Client, alertIds: readonly string[]): Promise<void> {
  await client.query(
    `WITH due AS (
       SELECT alert_id, revision, kind, audience FROM alert_revisions
       WHERE alert_id = ANY($1) AND audience IS NOT NULL ORDER BY alert_id, revision FOR UPDATE),
     added AS (
       INSERT INTO alert_targets (alert_id, kind, user_id, reason, building_id)
       SELECT DISTINCT ON (due.alert_id, u.id) due.alert_id, due.kind, u.id, t.reason::"AlertReason", t.building_id
       FROM due, jsonb_to_recordset(due.audience) AS t (user_id uuid, reason text, building_id text)
       JOIN users u ON u.id = t.user_id AND u.erased_at IS NULL
       ORDER BY due.alert_id, u.id, due.revision
       ON CONFLICT DO NOTHING)
     UPDATE alert_revisions v SET audience = NULL FROM due
     WHERE v.alert_id = due.alert_id AND v.revision = due.revision`,
    [alertIds],
  );
}

/** Who is told of an alert, by reason: internal ids. */
export type Told = Partial<Record<Reasoned['reason'], string[]>>;

/** Returns everyone who was ever told of an alert, by reason. */
export async function readTold(client: Client, alertId: string): Promise<Told> {
  const { rows } = await client.query<{ reason: Reasoned['reason']; userIds: string[] }>(
    'SELECT reason, array_agg(user_id) AS "userIds" FROM alert_targets WHERE alert_id = $1 GROUP BY reason',
    [alertId],
  );
  return Object.fromEntries(rows.map(({ reason, userIds }) => [reason, userIds]));
}

/** Returns the alerts of `ids` that a user was told of, with the reason and the user's answer. */
export async function readOwn(
  client: Client,
  userId: string,
  ids: readonly string[],
): Promise<Map<string, Pick<WireOwnAlert, 'reason' | 'answer'>>> {
  const { rows } = await client.query<{ id: string } & Pick<WireOwnAlert, 'reason' | 'answer'>>(
    'SELECT alert_id AS id, reason, answer FROM alert_targets WHERE user_id = $1 AND alert_id = ANY($2)',
    [userId, ids],
  );
  return new Map(rows.map(({ id, ...own }) => [id, own]));
}

const count = (where: string) => `count(*) FILTER (WHERE ${where})::int`;
const unanswered = (reach: AlertReach) => count(`answer IS NULL AND reach = '${reach}'`);
const NUMBERS = `count(*)::int AS targeted, ${count('answer IS NOT NULL')} AS answered,
  ${unanswered('displayed')} AS displayed, ${unanswered('received')} AS received, ${unanswered('handed')} AS handed,
  ${unanswered('failed')} AS failed, ${unanswered('targeted')} AS unreached`;

export const NO_NUMBERS: WireReached = {
  targeted: 0,
  answered: 0,
  displayed: 0,
  received: 0,
  handed: 0,
  failed: 0,
  unreached: 0,
};

/** Returns the numbers of people of alerts, by id. Those of an alert whose people were forgotten are as they were then. */
export async function readNumbers(client: Client, ids: readonly string[]): Promise<Map<string, WireReached>> {
  const { rows } = await client.query<WireReached & { id: string }>(
    `SELECT alert_id AS id, ${NUMBERS} FROM alert_targets WHERE alert_id = ANY($1) GROUP BY alert_id`,
    [ids],
  );
  const { rows: kept } = await client.query<{ id: string; numbers: WireReached }>(
    'SELECT id, numbers FROM alerts WHERE id = ANY($1) AND numbers IS NOT NULL',
    [ids],
  );
  return new Map([
    ...rows.map(({ id, ...numbers }): [string, WireReached] => [id, numbers]),
    ...kept.map(({ id, numbers }): [string, WireReached] => [id, numbers]),
  ]);
}

type Counts = Pick<WireAlertRecord, 'audience' | 'answers' | 'channels'>;

/** Returns how many people were told for which reason, gave which answer, and were reached by which channel. */
export async function readCounts(client: Client, id: string): Promise<Counts> {
  const { rows: reasons } = await client.query<{ reason: Reasoned['reason']; count: number }>(
    'SELECT reason, count(*)::int AS count FROM alert_targets WHERE alert_id = $1 GROUP BY reason',
    [id],
  );
  const { rows: answers } = await client.query<{ answer: 'safe' | 'help' | 'away'; count: number }>(
    `SELECT answer, count(*)::int AS count FROM alert_targets WHERE alert_id = $1 AND answer IS NOT NULL
     GROUP BY answer`,
    [id],
  );
  const { rows: channels } = await client.query<{ channel: AlertChannel; reach: AlertReach; count: number }>(
    `SELECT channel, reach, count(*)::int AS count FROM
       (SELECT channel, user_id, max(reach) AS reach FROM alert_receipts WHERE alert_id = $1
        GROUP BY channel, user_id) best
     GROUP BY channel, reach`,
    [id],
  );
  const byChannel: Counts['channels'] = {};
  for (const { channel, reach, count: people } of channels)
    byChannel[channel] = { ...byChannel[channel], [reach]: people };
  return {
    audience: Object.fromEntries(reasons.map(({ reason, count: people }) => [reason, people])),
    answers: Object.fromEntries(answers.map(({ answer, count: people }) => [answer, people])),
    channels: byChannel,
  };
}

/** Returns the revisions of an alert with the names of the officers, the first one first. */
export async function readHistory(client: Client, id: string): Promise<WireAlertRecord['revisions']> {
  const named = (alias: string) =>
    `CASE WHEN ${alias}.id IS NOT NULL THEN json_build_object('id', ${alias}.username, 'name', ${alias}.name) END`;
  const { rows } = await client.query<
    Omit<WireAlertRecord['revisions'][number], 'at' | 'texts'> & { at: Date; content: WireAlert }
  >(
    `SELECT v.revision, v.type, v.at, v.content, v.hash, ${named('d')} AS "draftedBy", ${named('p')} AS "approvedBy"
     FROM alert_revisions v LEFT JOIN users d ON d.id = v.drafted_by LEFT JOIN users p ON p.id = v.approved_by
     WHERE v.alert_id = $1 ORDER BY v.revision`,
    [id],
  );
  return rows.map(({ at, content, ...revision }) => ({
    ...revision,
    at: at.toISOString(),
    texts: content.texts,
  }));
}

/** Returns up to 20 active alerts that have expired, and locks none: `findAlert` does. */
export async function findExpiredAlerts(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'expiredAlerts',
    text: `SELECT id FROM alerts WHERE state = 'active' AND expires_at <= now() LIMIT 20`,
    values: [],
  });
  return rows.map(({ id }) => id);
}

/** Returns the ids of all users who can be told: neither erased nor an expired guest. */
export async function readEverybody(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM users WHERE erased_at IS NULL AND (guest_until IS NULL OR guest_until > now())',
  );
  return rows.map(({ id }) => id);
}

/** Notes who reviewed an alert that was issued alone. Returns whether nobody had. */
export async function setReviewed(client: Client, id: string, reviewedBy: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE alerts SET reviewed_by = $2 WHERE id = $1 AND review_due_at IS NOT NULL AND reviewed_by IS NULL',
    [id, reviewedBy],
  );
  return (rowCount ?? 0) > 0;
}
