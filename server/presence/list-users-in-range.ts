import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/**
 * Returns the other users within `range` metres of the actor's known location, in order of id and never of distance.
 * Empty for a user who does not share: only users who can be found may look.
 */
export async function listUsersInRange(
  app: PresenceContext,
  { actor, range }: { actor: Actor; range: number },
): Promise<string[]> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const ids = app.registry.inRange(actor.userId, range) ?? [];
  return ids.map((id) => app.registry.stateOf(id)?.username ?? '').sort();
}
