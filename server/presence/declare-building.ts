import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import { afterChoice, type Bounds } from './bounds';
import { cellOfBuilding } from './cells';
import { changePresence, NOT_SHARING } from './change-presence';
import type { PresenceContext } from './context';
import { presentLocation } from './present-location';
import type { StoredLocation } from './store';

/**
 * Puts the user into a building by their own word, marked as such, or takes that back (null). It needs no
 * sharing, and ends it: nobody is in range of a place that is only said. Throws `not_found`; on any node
 * `rate_limited`, and `implausible_movement` when nobody comes so fast from the building they chose before.
 */
export async function declareBuilding(
  app: PresenceContext,
  { actor, buildingId }: { actor: Actor; buildingId: string | null },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  const { userId } = actor;
  // By this node alone, and cheap; what is stored holds on all of them.
  app.limits.take(buildingId === null ? 'position' : 'declare', userId);
  if (buildingId !== null && !app.places.get(buildingId)) {
    throw fail('not_found', 'There is no building with this id.', { field: 'building' });
  }
  const change = { ...NOT_SHARING, buildingId, declared: buildingId !== null };
  const state = await changePresence(
    app,
    userId,
    (before) => (buildingId === null ? change : { ...change, bounds: boundsOf(app, before, buildingId) }),
    { moved: true },
  );
  app.positionTracker.withdraw(userId);
  return { place: presentLocation(app, state) };
}

/**
 * Each choice shows who said that they are there: so there are few, and not from one end of the world to the other.
 * Positions and choices are not held against each other: choosing is for those whose device is wrong.
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
