import { isQuadError } from '@/server/errors';
import { mapConcurrently } from '@/server/queue';
import { changePresence } from './change-presence';
import type { PresenceContext } from './context';
import { locationChange } from './location-change';
import type { PublishedLocation } from './track';

/** At an epoch everybody's change is due at once: so many of them at a time leave connections for others. */
const AT_A_TIME = 8;

/**
 * Publishes the changes of cell whose epoch has come. One that fails keeps nobody else's back, and is mended by
 * the next report. Throws `unavailable` when the database does not answer: the rest is due still.
 */
export async function publishHeldChanges(app: PresenceContext): Promise<void> {
  await mapConcurrently(
    app.positionTracker.drainDueChanges(),
    AT_A_TIME,
    async ({ userId, device, place }) => {
      try {
        await publish(app, userId, device, place);
      } catch (err) {
        if (isQuadError(err) && ['unavailable', 'overloaded'].includes(err.code)) throw err;
        app.log.warn({ err, userId }, 'a change of cell could not be published');
      }
    },
  );
}

async function publish(
  app: PresenceContext,
  userId: string,
  device: string,
  place: PublishedLocation,
): Promise<void> {
  // Held for a while: they may have stopped sharing since, or moved by way of another node or device.
  await changePresence(app, userId, (before) =>
    before.sharing && before.deviceId === device && before.buildingId === place.buildingId
      ? locationChange(app, before, place, device)
      : null,
  );
}
