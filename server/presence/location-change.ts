import { afterMove } from './bounds';
import { NOT_SHARING } from './change-presence';
import type { PresenceContext } from './context';
import { sharingPeriodIn } from './sharing-period';
import type { PresenceChange, StoredLocation } from './store';
import type { PublishedLocation } from './track';

/**
 * The change that publishes a place of one of the user's devices. It ends sharing when they only wanted it `here` and
 * are away. Decide it under the lock of what is stored, which has what every node knows of their moves. Throws
 * `implausible_movement`.
 */
export function locationChange(
  { config, places }: Pick<PresenceContext, 'config' | 'places'>,
  before: StoredLocation,
  { cell, buildingId }: PublishedLocation,
  device: string,
): PresenceChange {
  const sharingPeriod = sharingPeriodIn(before.sharingPeriod, cell);
  if (!sharingPeriod) return NOT_SHARING;
  const { expiryMs } = config.presence;
  const slack = (buildingId !== null && places.get(buildingId)?.radius) || 0;
  const next = { cell, slack, device };
  return {
    cell,
    buildingId,
    declared: false,
    deviceId: device,
    sharingPeriod,
    expiresInMs: expiryMs,
    ...(config.limits && {
      bounds: afterMove(before.bounds, next, {
        expiryMs,
        now: Date.now(),
        handover: config.limits.handover,
      }),
    }),
  };
}
