import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';

/** The others online in the caller's building, in order of id; empty outside. */
export async function showBuilding(node: Node, { actor }: { actor: Actor }): Promise<{ id: string }[]> {
  assertUser(actor);
  node.limits.take('nearby', actor.userId);
  const others = node.registry.inBuilding(actor.userId).map((state) => state.username);
  return others.sort().map((id) => ({ id }));
}
