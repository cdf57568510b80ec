import type { WireReach } from '@/protocol/places';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/**
 * Returns how many people a message of the actor to each range (metres) and to the actor's building would reach now. It
 * counts the people whom the actor may see there. A user who chose the building gets the count that everybody sees, if it is
 * larger.
 */
export async function showReach(
  app: PresenceContext,
  { actor, ranges }: { actor: Actor; ranges: number[] },
): Promise<WireReach> {
  assertUser(actor);
  const { userId } = actor;
  app.limits.take('nearby', userId, Math.max(1, ranges.length));
  const own = app.registry.stateOf(userId);
  const buildingId = own?.buildingId ?? null;
  const building = buildingId === null ? undefined : app.places.get(buildingId);
  const visible = app.registry.visibleInBuilding(userId).length;
  return {
    ranges: ranges.map((range) => ({ range, people: app.registry.inRange(userId, range)?.length ?? null })),
    building: building
      ? {
          id: building.id,
          name: building.name,
          // Users who chose the building see few people in it; everybody sees the count, which includes the actor. For
          // others the count would tell how many people a block hides.
          people: own?.declared
            ? Math.max(visible, (app.buildingCounts.peopleIn(building.id) ?? 1) - 1)
            : visible,
        }
      : null,
  };
}
