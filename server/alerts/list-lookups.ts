import type { WireLookup } from '@/protocol/alerts';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AlertsContext } from './context';
import { buildingNamed } from './present-incident';
import { readLookups } from './store/people';

/** Returns who looked up where the actor is or was because of an alert, the newest first. */
export async function listLookups(
  app: Pick<AlertsContext, 'db' | 'places'>,
  { actor }: { actor: Actor },
): Promise<WireLookup[]> {
  assertUser(actor);
  const lookups = await readLookups(app.db.pool, actor.userId);
  return lookups.map(({ buildingId, at, ...lookup }) => ({
    ...lookup,
    at: at.toISOString(),
    building: buildingNamed(app, buildingId),
  }));
}
