import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { changePresence } from './change-presence';
import { presentPlace } from './present-place';
import { writeRange } from './store';

/** Keeps the range (metres) within which the user finds others; below two cells it counts as two cells. */
export async function updateRange(
  node: Node,
  { actor, range }: { actor: Actor; range: number },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  node.limits.take('nearby', actor.userId);
  const { userId } = actor;
  const state = await changePresence(node, userId, async (_before, client) => {
    await writeRange(client, userId, Math.round(range));
    return {};
  });
  return { place: presentPlace(node, state) };
}
