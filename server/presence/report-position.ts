import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { changePresence } from './change-presence';
import { presentPlace } from './present-place';
import { type PresenceChange, readPresence, renewPresence } from './store';

/**
 * Takes a position (degrees, metres): it decides the building and the cell, and is then forgotten. With
 * `consent` it turns sharing on, as the original's route means; without, sharing must be on already. A building
 * chosen by hand gives way to it. Throws `implausible_movement` when nobody could have come there so fast.
 */
export async function reportPosition(
  node: Node,
  {
    actor,
    consent,
    ...position
  }: { actor: Actor; consent: boolean; latitude: number; longitude: number; accuracy?: number | undefined },
): Promise<{ place: WirePlace; building: string | null }> {
  assertUser(actor);
  const { userId } = actor;
  node.limits.take('position', userId);
  const known = await readPresence(node.db, userId);
  if (!known || (!known.state.sharing && !consent)) {
    throw sharingIsOff();
  }
  const located = node.places.locate(position);
  const { outcome, place } = node.tracks.report(userId, position, located, known);
  if (outcome.kind === 'refused') {
    node.log.warn({ userId }, 'a position was refused: no plausible speed leads there');
    throw fail(
      'implausible_movement',
      'That is too far from your last position to be true. Try again in a moment, or choose a building by hand.',
      {
        retryAfter: outcome.retryAfterSeconds,
      },
    );
  }
  const expiresInMs = node.config.presence.expiryMs;
  const change = async (what: PresenceChange) => {
    // Sharing may have been turned off since it was read: a report under way must not turn it on again [P1].
    const state = await changePresence(
      node,
      userId,
      (before) => (consent || before.sharing ? { ...what, sharing: true, expiresInMs } : null),
      // Not known any more where they are: that is nowhere to have moved to.
      { moved: located.state !== 'unknown' },
    );
    if (state.sharing) return state;
    node.tracks.withdraw(userId);
    throw sharingIsOff();
  };
  const stale = !known.state.sharing || known.state.declared || !known.state.cell;
  let { state } = known;
  if (place && (outcome.kind === 'published' || stale)) {
    state = await change({ ...place, declared: false });
  } else if (!known.state.sharing) {
    state = await change({});
  } else if (node.tracks.renewalDue(userId)) {
    await renewPresence(node.db, userId, expiresInMs);
  }
  return {
    place: presentPlace(node, state),
    building: located.state === 'inside' ? located.building.name : null,
  };
}

function sharingIsOff() {
  return fail('not_located', 'Turn on sharing first: positions are not taken while it is off.');
}
