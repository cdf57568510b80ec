import { fail } from '@/protocol/errors';
import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { afterChoice, type Bounds } from './bounds';
import { cellOfBuilding } from './cells';
import { changePresence, NOT_SHARING } from './change-presence';
import type { PresenceContext } from './context';
import { presentLocation } from './present-location';
import type { StoredLocation } from './store';

/**
 * Stores a building that the user chose by hand as the user's location, marked as chosen, or withdraws the choice
 * (null). The user need not share their location; sharing ends, because a chosen location is in range of no user.
 * Throws `not_found`, and on any node `rate_limited` and `implausible_movement` (the way from the building chosen
 * before exceeds the plausible speed).
 */
export async function declareBuilding(
  app: PresenceContext,
  { actor, buildingId }: { actor: Actor; buildingId: string | null },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  const { userId } = actor;
  // A cheap limit of this node alone; the stored bounds apply on all nodes.
  app.limits.take(buildingId === null ? 'position' : 'declare', userId);
  assertExists(app, buildingId);
  const change = { ...NOT_SHARING, buildingId, declared: buildingId !== null };
  const state = await changePresence(
    app,
    userId,
    (before) => {
      // It may have been removed while the change waited.
      assertExists(app, buildingId);
      return buildingId === null ? change : { ...change, bounds: boundsOf(app, before, buildingId) };
    },
    { moved: true },
  );
  app.positionTracker.withdraw(userId);
  return { place: presentLocation(app, state) };
}

function assertExists({ places }: PresenceContext, buildingId: string | null): void {
  if (buildingId !== null && !places.get(buildingId))
    throw fail('not_found', 'There is no building with this id.', { field: 'building' });
}

/**
 * Returns the bounds after the choice. Each choice shows the user who chose the same building by hand, so choices must
 * be few and not far apart. Positions and choices are not compared with each other: a choice is for users whose device
 * reports wrong positions.
 */
function boundsOf(
  { config, places }: PresenceContext,
  { bounds }: StoredLocation,
  buildingId: string,
): Bounds {
  const building = places.get(buildingId);
  if (!config.limits || !building) return bounds;
  const next = building.latitude === null ? null : { cell: cellOfBuilding(building), slack: building.radius };
  const { expiryMs } = config.presence;
  return afterChoice(bounds, next, { expiryMs, now: Date.now(), declare: config.limits.declare });
}
