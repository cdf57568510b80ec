import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';

/**
 * Notes that the actor's device has received revisions or shows them, by the channel that brought them. They are stored in batches; those of alerts that the
 * actor was not told of are ignored then.
 */
export async function noteReceipts(
  app: Pick<AlertsContext, 'alerts'>,
  {
    actor,
    channel,
    receipts,
  }: {
    actor: Actor;
    channel: 'socket' | 'push';
    receipts: { alert: string; revision: number; state: 'received' | 'displayed' }[];
  },
): Promise<void> {
  assertUser(actor);
  const { userId, credentialId: device } = actor;
  const at = Date.now();
  const known = new Set(app.alerts.known().map(({ id }) => id));
  app.alerts.note(
    receipts
      .filter(({ alert }) => known.has(alert))
      .map(({ alert: alertId, revision, state: reach }) => ({
        alertId,
        revision,
        userId,
        channel,
        device,
        reach,
        at,
      })),
  );
}
