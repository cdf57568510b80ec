import type { PoolClient } from 'pg';
import type { AlertKind, AlertType } from '@/protocol/alert-kinds';
import type { WireAlert, WireArea } from '@/protocol/alerts';
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
  /** The areas of all its revisions: whoever was told of one of them is told of every later revision. */
  areas: WireArea[];
  /** Who drafted and who approved the newest revision. */
  draftedBy: string | null;
  approvedBy: string | null;
  /** The time of the database. */
  now: Date;
}

const ALERT = `SELECT a.id, a.kind, a.state, a.revision, a.started_at AS "startedAt",
    a.review_due_at AS "reviewDueAt", a.reviewed_by AS "reviewedBy", v.content,
    (SELECT jsonb_agg(DISTINCT e.content->'area') FROM alert_revisions e WHERE e.alert_id = a.id) AS areas,
    v.drafted_by AS "draftedBy", v.approved_by AS "approvedBy", clock_timestamp() AS now
  FROM alerts a JOIN alert_revisions v ON v.alert_id = a.id AND v.revision = a.revision`;

/** `change`: nobody else changes the alert or relies on its state; `state`: its state stays, for others as well. */
const LOCKS = { change: 'FOR NO KEY UPDATE', state: 'FOR SHARE' };

/** Reads an alert; `lock`: with a lock until the end of the transaction. Returns null when there is none. */
export async function findAlert(
  client: Client,
  id: string,
  { lock }: { lock?: keyof typeof LOCKS | undefined } = {},
): Promise<StoredAlert | null> {
  // A statement of its own: one that joins the revision would, after a wait, compare the new alert with the old revision
  // and find nothing.
  if (lock) await client.query(`SELECT 1 FROM alerts WHERE id = $1 ${LOCKS[lock]}`, [id]);
  const { rows } = await client.query<StoredAlert>(`${ALERT} WHERE a.id = $1`, [id]);
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
  const statements: Promise<unknown>[] = [];
  const run = (text: string, values: unknown[]) => statements.push(client.query(text, values));
  if (revision === 1)
    run(
      `INSERT INTO alerts (id, kind, started_at, changed_at, next_update_at, expires_at, review_due_at)
       VALUES ($1, $2::"AlertKind", $3, $3, $4, $5, $6)`,
      [id, kind, at, nextUpdate, expires, reviewDueAt],
    );
  else
    run(
      `UPDATE alerts SET state = $2::"AlertState", revision = $3, changed_at = $4, next_update_at = $5, expires_at = $6
       WHERE id = $1`,
      [id, STATES[type], revision, at, nextUpdate, expires],
    );
  run(
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
    run('UPDATE alert_targets SET help_at = NULL WHERE alert_id = $1 AND help_at IS NOT NULL', [id]);
  await Promise.all(statements);
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

/** Returns when the alerts of `ids` ended, by id, without those that are active. */
export async function readEnds(client: Client, ids: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await client.query<{ id: string; at: Date }>(
    `SELECT id, changed_at AS at FROM alerts WHERE id = ANY($1) AND state <> 'active'`,
    [ids],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}
