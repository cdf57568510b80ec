import { afterMove } from './bounds';
import { NOT_SHARING } from './change-presence';
import type { PresenceContext } from './context';
import { sharingPeriodIn } from './sharing-period';
import type { PresenceChange, StoredLocation } from './store';
import type { PublishedLocation } from './track';

/**
 * Returns the change that publishes a location of one of the user's devices. It ends sharing when the period is `here`
 * and the user is away. Call it under the lock of the stored location, whose bounds contain the moves on all nodes.
 * Throws `implausible_movement`.
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
  // The building may have been removed while the change waited.
  const building = buildingId === null ? undefined : places.get(buildingId);
  const slack = building?.radius ?? 0;
  const next = { cell, slack, device };
  return {
    cell,
    buildingId: building?.id ?? null,
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
