import type { WireIncident } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';
import { storeConsoleChange } from './issue';
import { presentIncident } from './present-incident';
import { insertIncident, readIncidents, type StoredIncident } from './store/people';

/**
 * Reports an incident to the officers; nobody else learns of it. Every user may. Throws `not_found` for an unknown
 * building, and `rate_limited`.
 */
export async function reportIncident(
  app: AlertsContext,
  { actor, text, building }: { actor: Actor; text: string; building?: string | undefined },
): Promise<WireIncident> {
  assertUser(actor);
  app.limits.take('report', actor.userId);
  if (building !== undefined && !app.places.get(building))
    throw fail('not_found', `There is no building ${building}.`, { field: 'building' });
  const { incident, outbox } = await app.db.transaction(async (client) => {
    const id = await insertIncident(client, { userId: actor.userId, buildingId: building ?? null, text });
    const [incident] = await readIncidents(client, { id });
    return { incident: incident as StoredIncident, outbox: await storeConsoleChange(client) };
  });
  app.relay.publish(outbox);
  return presentIncident(app, incident);
}
