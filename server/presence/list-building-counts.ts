import type { WireBuildingCount } from '@/protocol/places';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/**
 * Returns the buildings with five people or more and whether people talk there, as of the last epoch; the same for every
 * user who asks.
 */
export async function listBuildingCounts(
  app: PresenceContext,
  { actor }: { actor: Actor },
): Promise<{ at: string; buildings: WireBuildingCount[] }> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const { at, buildings } = app.buildingCounts.read();
  return { at: new Date(at).toISOString(), buildings };
}
