import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { changePresence, GONE } from './change-presence';
import { presentPlace } from './present-place';
import { type Lasting, wishFor } from './wish';

/**
 * Turns sharing on or off; off takes the cell, and a building found by position, away at once. `lasting`: minutes, or
 * `here`, or `off`; without it, until they are gone, or as they said when they turned it on.
 */
export async function updateSharing(
  node: Node,
  { actor, sharing, lasting }: { actor: Actor; sharing: boolean; lasting?: Lasting | undefined },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  const { userId } = actor;
  node.limits.take('position', userId);
  if (!sharing) node.tracks.withdraw(userId);
  const state = await changePresence(node, userId, (before) => {
    if (sharing && before.sharing && lasting === undefined) return {};
    if (sharing) return { sharing, wish: wishFor(lasting, Date.now()) };
    return before.declared ? { ...GONE, buildingId: before.buildingId, declared: true } : GONE;
  });
  return { place: presentPlace(node, state) };
}
