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
  { id, revision, at, active }: { id: string; revision: number; at: string; active: boolean },
  channels: readonly Pick<OutgoingChannel, 'name' | 'ladder'>[],
): Promise<void> {
  const forgotten = client.query(
    'DELETE FROM alert_handovers WHERE alert_id = $1 AND revision < $2 AND done_at IS NULL',
    [id, revision],
  );
  const steps = channels.flatMap(({ name, ladder }) =>
    ladder.map(({ afterMs, endAfterMs = afterMs }, step) => ({
      name,
      step,
      ms: active ? afterMs : endAfterMs,
    })),
  );
  if (steps.length === 0) return void (await forgotten);
  const planned = client.query(
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
  await Promise.all([forgotten, planned]);
}

/**
 * Claims up to 10 handovers to these channels that are due, for `forMs`: when the node dies, another one claims them
 * afterwards. A step of a ladder waits for the one before.
 */
export async function claimHandovers(
  client: Client,
  { channels, forMs, maxAttempts }: { channels: readonly AlertChannel[]; forMs: number; maxAttempts: number },
): Promise<Handover[]> {
  const { rows } = await client.query<Handover>({
    name: 'claimHandovers',
    text: `UPDATE alert_handovers h SET due_at = now() + $1 * interval '1 millisecond', attempts = h.attempts + 1
      FROM (SELECT alert_id, revision, channel, step FROM alert_handovers d
        WHERE done_at IS NULL AND due_at <= now() AND attempts < $2 AND channel = ANY($3::"AlertChannel"[])
          AND NOT EXISTS (SELECT 1 FROM alert_handovers e WHERE e.alert_id = d.alert_id AND e.revision = d.revision
            AND e.channel = d.channel AND e.step < d.step AND e.done_at IS NULL AND e.attempts < $2)
        ORDER BY due_at LIMIT 10 FOR UPDATE SKIP LOCKED) due
      WHERE h.alert_id = due.alert_id AND h.revision = due.revision AND h.channel = due.channel AND h.step = due.step
      RETURNING h.alert_id AS "alertId", h.revision, h.channel, h.step`,
    values: [forMs, maxAttempts, channels],
  });
  return rows;
}

/** Makes a claim last for `forMs` from now on. */
export async function extendClaim(
  client: Client,
  { alertId, revision, channel, step }: Handover,
  forMs: number,
): Promise<void> {
  await client.query(
    `UPDATE alert_handovers SET due_at = now() + $5 * interval '1 millisecond'
     WHERE alert_id = $1 AND revision = $2 AND channel = $3::"AlertChannel" AND step = $4 AND done_at IS NULL`,
    [alertId, revision, channel, step, forMs],
  );
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

/** Returns the users who were told of an alert, whose devices do not show this revision, and who have not answered it. */
export async function usersWithout(
  client: Client,
  { alertId, revision }: { alertId: string; revision: number },
): Promise<string[]> {
  const { rows } = await client.query<{ userId: string }>(
    `SELECT t.user_id AS "userId" FROM alert_targets t
       JOIN alert_revisions v ON v.alert_id = t.alert_id AND v.revision = $2
     WHERE t.alert_id = $1 AND (t.answer IS NULL OR t.answered_by IS NOT NULL OR t.answered_at < v.at)
       AND NOT EXISTS (
       SELECT 1 FROM alert_receipts r WHERE r.alert_id = t.alert_id AND r.user_id = t.user_id AND r.revision = $2
         AND r.reach = 'displayed')`,
    [alertId, revision],
  );
  return rows.map(({ userId }) => userId);
}

/** Returns the devices that took a revision by a channel. */
export async function devicesHanded(
  client: Client,
  { alertId, revision, channel }: Pick<Handover, 'alertId' | 'revision' | 'channel'>,
): Promise<Set<string>> {
  const { rows } = await client.query<{ device: string }>(
    `SELECT device FROM alert_receipts
     WHERE alert_id = $1 AND revision = $2 AND channel = $3::"AlertChannel" AND reach >= 'handed'`,
    [alertId, revision, channel],
  );
  return new Set(rows.map(({ device }) => device));
}
