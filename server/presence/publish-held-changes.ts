import { isTimeLimit } from '@/db/outage';
import { isQuadError } from '@/protocol/errors';
import { mapConcurrently } from '@/server/queue';
import { changePresence } from './change-presence';
import type { PresenceContext } from './context';
import { locationChange } from './location-change';
import type { PublishedLocation } from './track';

/** At an epoch all changes are due at once: those that are under way share transactions. */
const AT_ONCE = 100;

/**
 * Publishes the changes of cell whose epoch has come. A change that fails, also because of a locked row, does not stop the
 * others; the next report repairs it. Throws `unavailable` or `overloaded` when the database does: the remaining changes stay due.
 */
export async function publishHeldChanges(app: PresenceContext): Promise<void> {
  await mapConcurrently(app.positionTracker.drainDueChanges(), AT_ONCE, async ({ userId, device, place }) => {
    try {
      await publish(app, userId, device, place);
    } catch (err) {
      if (isQuadError(err) && ['unavailable', 'overloaded'].includes(err.code) && !isTimeLimit(err))
        throw err;
      app.log.warn({ err, userId }, 'could not publish a change of cell');
    }
  });
}

async function publish(
  app: PresenceContext,
  userId: string,
  device: string,
  place: PublishedLocation,
): Promise<void> {
  // The change was held for a while: the user may have stopped sharing or moved through another node or device.
  await changePresence(app, userId, (before) =>
    before.sharing && before.deviceId === device && before.buildingId === place.buildingId
      ? locationChange(app, before, place, device)
      : null,
  );
}
