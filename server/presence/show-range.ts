import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/**
 * The others within `range` metres of where the server knows the caller to be, in order of id: never by
 * distance. Empty for one who does not share: who looks can be found.
 */
export async function showRange(
  app: PresenceContext,
  { actor, range }: { actor: Actor; range: number },
): Promise<string[]> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const ids = app.registry.inRange(actor.userId, range) ?? [];
  return ids.map((id) => app.registry.stateOf(id)?.username ?? '').sort();
}
