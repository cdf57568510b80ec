import type { PoolClient } from 'pg';
import type { AlertChannel } from '@/protocol/alert-kinds';
import type { OutgoingChannel } from '../channel';

type Client = Pick<PoolClient, 'query'>;

/** That a revision is to be handed over to a channel, for the n-th time by its ladder. */
export interface Handover {
  alertId: string;
  revision: number;
  channel: AlertChannel;
  step: number;
}

/** Stores when a new revision is handed over to each channel, in place of what was left of earlier revisions. */
export async function planHandovers(
  client: Client,
  { id, revision, at }: { id: string; revision: number; at: string },
  channels: readonly Pick<OutgoingChannel, 'name' | 'afterMs'>[],
): Promise<void> {
  await client.query(
    'DELETE FROM alert_handovers WHERE alert_id = $1 AND revision < $2 AND done_at IS NULL',
    [id, revision],
  );
  const steps = channels.flatMap(({ name, afterMs }) => afterMs.map((ms, step) => ({ name, step, ms })));
  if (steps.length === 0) return;
  await client.query(
    `INSERT INTO alert_handovers (alert_id, revision, channel, step, due_at)
     SELECT $1, $2, s.channel::"AlertChannel", s.step, $3::timestamptz + s.ms * interval '1 millisecond'
     FROM unnest($4::text[], $5::int[], $6::int[]) AS s (channel, step, ms)`,
    [
      id,
      revision,
      at,
      steps.map(({ name }) => name),
      steps.map(({ step }) => step),
      steps.map(({ ms }) => ms),
    ],
  );
}

/** Claims up to 10 handovers that are due, for `forMs`: when the node dies, another one claims them afterwards. */
export async function claimHandovers(
  client: Client,
  { forMs, maxAttempts }: { forMs: number; maxAttempts: number },
): Promise<Handover[]> {
  const { rows } = await client.query<Handover>({
    name: 'claimHandovers',
    text: `UPDATE alert_handovers h SET due_at = now() + $1 * interval '1 millisecond', attempts = h.attempts + 1
      FROM (SELECT alert_id, revision, channel, step FROM alert_handovers
        WHERE done_at IS NULL AND due_at <= now() AND attempts < $2 ORDER BY due_at LIMIT 10 FOR UPDATE SKIP LOCKED) due
      WHERE h.alert_id = due.alert_id AND h.revision = due.revision AND h.channel = due.channel AND h.step = due.step
      RETURNING h.alert_id AS "alertId", h.revision, h.channel, h.step`,
    values: [forMs, maxAttempts],
  });
  return rows;
}

export async function setHandedOver(
  client: Client,
  { alertId, revision, channel, step }: Handover,
): Promise<void> {
  await client.query(
    `UPDATE alert_handovers SET done_at = now()
     WHERE alert_id = $1 AND revision = $2 AND channel = $3::"AlertChannel" AND step = $4`,
    [alertId, revision, channel, step],
  );
}

/** Returns the users who were told of an alert and whose devices do not show this revision. */
export async function usersWithout(
  client: Client,
  { alertId, revision }: { alertId: string; revision: number },
): Promise<string[]> {
  const { rows } = await client.query<{ userId: string }>(
    `SELECT t.user_id AS "userId" FROM alert_targets t WHERE t.alert_id = $1 AND NOT EXISTS (
       SELECT 1 FROM alert_receipts r WHERE r.alert_id = t.alert_id AND r.user_id = t.user_id AND r.revision = $2
         AND r.reach = 'displayed')`,
    [alertId, revision],
  );
  return rows.map(({ userId }) => userId);
}
