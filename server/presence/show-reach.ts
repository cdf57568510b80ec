import type { WireReach } from '@/protocol/places';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/**
 * Returns how many people a message of the actor to each range (metres) and to the actor's building would reach now. It
 * counts the people whom the actor may see there; a building that has more is counted as everybody sees it.
 */
export async function showReach(
  app: PresenceContext,
  { actor, ranges }: { actor: Actor; ranges: number[] },
): Promise<WireReach> {
  assertUser(actor);
  const { userId } = actor;
  app.limits.take('nearby', userId, Math.max(1, ranges.length));
  const buildingId = app.registry.stateOf(userId)?.buildingId ?? null;
  const building = buildingId === null ? undefined : app.places.get(buildingId);
  return {
    ranges: ranges.map((range) => ({ range, people: app.registry.inRange(userId, range)?.length ?? null })),
    building: building
      ? {
          id: building.id,
          name: building.name,
          // The actor is one of those whom everybody sees counted.
          people: Math.max(
            app.registry.visibleInBuilding(userId).length,
            (app.buildingCounts.peopleIn(building.id) ?? 1) - 1,
          ),
        }
      : null,
  };
}
