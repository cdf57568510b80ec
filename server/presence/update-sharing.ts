import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { changePresence } from './change-presence';
import { presentPlace } from './present-place';

/** Turns sharing on or off; off takes the cell, and a building found by position, away at once. */
export async function updateSharing(
  node: Node,
  { actor, sharing }: { actor: Actor; sharing: boolean },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  const { userId } = actor;
  node.limits.take('position', userId);
  if (!sharing) node.tracks.withdraw(userId);
  const state = await changePresence(node, userId, ({ declared }) => {
    if (sharing) return { sharing };
    const gone = { sharing, cell: null, expiresInMs: null };
    return declared ? gone : { ...gone, buildingId: null };
  });
  return { place: presentPlace(node, state) };
}
