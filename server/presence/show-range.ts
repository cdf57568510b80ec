import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';

/**
 * The others within `range` metres of where the server knows the caller to be, in order of id: never by
 * distance. Empty for one who does not share: who looks can be found.
 */
export async function showRange(
  node: Node,
  { actor, range }: { actor: Actor; range: number },
): Promise<string[]> {
  assertUser(actor);
  node.limits.take('nearby', actor.userId);
  const ids = node.registry.inRange(actor.userId, range) ?? [];
  return ids.map((id) => node.registry.placeOf(id)?.username ?? '').sort();
}
