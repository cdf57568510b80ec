import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/** Returns the other users online in the actor's building, in order of id; empty outside. */
export async function showBuilding(
  app: PresenceContext,
  { actor }: { actor: Actor },
): Promise<{ id: string }[]> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const others = app.registry.visibleInBuilding(actor.userId).map((state) => state.username);
  return others.sort().map((id) => ({ id }));
}
