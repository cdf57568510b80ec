import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/** The others online in the caller's building, in order of id; empty outside. */
export async function showBuilding(
  app: PresenceContext,
  { actor }: { actor: Actor },
): Promise<{ id: string }[]> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const others = app.registry.inBuilding(actor.userId).map((state) => state.username);
  return others.sort().map((id) => ({ id }));
}
