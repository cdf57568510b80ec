import { fail } from '@/protocol/errors';
import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changePresence } from './change-presence';
import type { PresenceContext } from './context';
import { locationChange } from './location-change';
import { presentLocation } from './present-location';
import { renewPresence, type StoredLocation } from './store';

/**
 * Takes a position (degrees, metres), which decides building and cell and is then dropped. With `consent` it turns
 * sharing on, as the legacy route does; otherwise sharing must be on already. It replaces a building
 * chosen by hand. Of a user's devices the one that moved last counts; reports of the others change nothing (`still`:
 * this device has not moved since its last report; `take`: this device counts in any case). Throws
 * `implausible_movement` when the move exceeds the plausible speed.
 */
export async function reportPosition(
  app: PresenceContext,
  {
    actor,
    consent,
    still,
    take,
    ...position
  }: {
    actor: Actor;
    consent: boolean;
    latitude: number;
    longitude: number;
    accuracy?: number | undefined;
    still?: boolean | undefined;
    take?: boolean | undefined;
  },
): Promise<{ place: WirePlace; building: string | null }> {
  assertUser(actor);
  const { userId, credentialId: device } = actor;
  app.limits.take('position', userId);
  const known = await app.readPresence(userId);
  if (!known || (!known.state.sharing && !consent)) {
    throw sharingIsOff();
  }
  const located = app.places.locate(position);
  const { outcome, place, counts } = app.positionTracker.report(
    { userId, device, still, take },
    position,
    located,
    known,
  );
  if (outcome.kind === 'refused') {
    app.log.warn({ userId }, 'refused a position: the move exceeds the plausible speed');
    throw fail(
      'implausible_movement',
      'This position is too far from your last one to be plausible. Try again in a moment, or choose a building by hand.',
      {
        retryAfter: outcome.retryAfterSeconds,
      },
    );
  }
  const { expiryMs } = app.config.presence;
  const decide = (before: StoredLocation) => {
    // Sharing may have been turned off since it was read: a report in progress must not turn it on again [P1].
    if (!consent && !before.sharing) return null;
    const change = place ? locationChange(app, before, place, device) : { expiresInMs: expiryMs };
    return { sharing: true, ...change };
  };
  const isStored = known.state.sharing && known.state.cell && known.state.device?.id === device;
  let { state } = known;
  if (!known.state.sharing || (counts && place && (outcome.kind === 'published' || !isStored))) {
    // An unknown building is not a movement.
    state = await changePresence(app, userId, decide, { moved: located.state !== 'unknown' });
    if (!state.sharing) {
      app.positionTracker.withdraw(userId);
      throw sharingIsOff();
    }
  } else if (counts && app.positionTracker.renewalDue(userId, device)) {
    await renewPresence(app.db, { userId, deviceId: device, expiresInMs: expiryMs });
  }
  return {
    place: presentLocation(app, state),
    building: located.state === 'inside' ? located.building.name : null,
  };
}

function sharingIsOff() {
  return fail('not_located', 'Turn on sharing first: positions are not accepted while it is off.');
}
