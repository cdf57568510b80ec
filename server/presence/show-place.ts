import type { WirePerson, WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { presentPlace } from './present-place';
import { readState } from './store';

/** The user's own place and all whom they may see from it. */
export async function showPlace(
  node: Node,
  { actor }: { actor: Actor },
): Promise<{ place: WirePlace; people: WirePerson[] }> {
  assertUser(actor);
  const state = node.registry.placeOf(actor.userId) ?? (await readState(node.db.pool, actor.userId));
  return { place: presentPlace(node, state), people: node.registry.people(actor.userId) };
}
