import type { PoolClient } from 'pg';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { WireOwnAlert } from '@/protocol/alerts';
import type { Reasoned } from '../audience';

type Client = Pick<PoolClient, 'query'>;

/**
 * Inserts people who are told; of those who are known already the first reason stays, and the first building. Leaves out
 * users who are gone.
 */
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
     ORDER BY t.user_id
     ON CONFLICT (alert_id, user_id) DO UPDATE SET building_id = EXCLUDED.building_id
       WHERE alert_targets.building_id IS NULL`,
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
