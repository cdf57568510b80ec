import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { changePresence } from './change-presence';
import { presentPlace } from './present-place';

/**
 * Puts the user into a building by their own word, marked as such, or takes that back (null). It needs no
 * sharing, and ends it: nobody is in range of a place that is only said. Throws `not_found`, and
 * `implausible_movement` when nobody comes so fast from the building they chose before.
 */
export async function declareBuilding(
  node: Node,
  { actor, buildingId }: { actor: Actor; buildingId: string | null },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  const { userId } = actor;
  if (buildingId === null) node.limits.take('position', userId);
  else assertChoice(node, userId, buildingId);
  node.tracks.withdraw(userId);
  const change = { buildingId, declared: buildingId !== null, sharing: false, cell: null, expiresInMs: null };
  const state = await changePresence(node, userId, change, { moved: true });
  return { place: presentPlace(node, state) };
}

/** Each choice shows who said that they are there: so there are few, and not from one end of the world to the other. */
function assertChoice(node: Node, userId: string, buildingId: string): void {
  node.limits.take('declare', userId);
  const building = node.places.get(buildingId);
  if (!building) throw fail('not_found', 'There is no building with that id.', { field: 'building' });
  const tooFar = building.latitude === null ? null : node.tracks.choose(userId, building);
  if (!tooFar) return;
  node.log.warn({ userId }, 'a building was refused: no plausible speed leads there from the one before');
  throw fail(
    'implausible_movement',
    'That building is too far from the one you chose before. Try again in a moment.',
    { retryAfter: tooFar.retryAfterSeconds },
  );
}
