import type { WireOwnAlert } from '@/protocol/alerts';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';
import { readOwn } from './store/targets';

/**
 * Returns the alerts of the last day that the actor was told of. Without alerts it reads nothing; while the database is
 * down it returns those of which this node knows that it told the actor.
 */
export async function listAlerts(
  app: Pick<AlertsContext, 'alerts' | 'db'>,
  { actor }: { actor: Actor },
): Promise<WireOwnAlert[]> {
  assertUser(actor);
  const ids = app.alerts.known().map(({ id }) => id);
  if (ids.length === 0) return [];
  const inMemory = app.alerts.toldTo(actor.userId);
  const own = await readOwn(app.db.pool, actor.userId, ids).catch(
    () => new Map<string, Pick<WireOwnAlert, 'reason' | 'answer'>>(),
  );
  for (const { alert, reason } of inMemory)
    if (!own.has(alert.id)) own.set(alert.id, { reason, answer: null });
  // A later revision may have arrived meanwhile.
  return app.alerts.known().flatMap((alert) => {
    const mine = own.get(alert.id);
    return mine ? { alert, ...mine } : [];
  });
}
