import type { WireBuildingBot } from '@/protocol/places';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { findBuildingBots } from './store';

/** Returns the authorised bots of a building in order of id; empty for an unknown building. */
export async function listBuildingBots(
  app: Pick<BotsContext, 'db' | 'limits'>,
  { actor, buildingId }: { actor: Actor; buildingId: string },
): Promise<WireBuildingBot[]> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  return findBuildingBots(app.db, buildingId);
}
