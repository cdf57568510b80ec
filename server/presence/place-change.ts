import type { AppServices } from '@/server/app';
import { afterMove } from './bounds';
import { GONE } from './change-presence';
import type { PresenceChange, StoredPlace } from './store';
import type { PublishedPlace } from './track';
import { wishIn } from './wish';

/**
 * The change that publishes a place of one of the user's devices. It ends sharing when they only wanted it `here` and
 * are away. Decide it under the lock of what is stored, which has what every node knows of their moves. Throws
 * `implausible_movement`.
 */
export function placeChange(
  { config, places }: Pick<AppServices, 'config' | 'places'>,
  before: StoredPlace,
  { cell, buildingId }: PublishedPlace,
  device: string,
): PresenceChange {
  const wish = wishIn(before.wish, cell);
  if (!wish) return GONE;
  const { expiryMs } = config.presence;
  const slack = (buildingId !== null && places.get(buildingId)?.radius) || 0;
  const next = { cell, slack, device };
  return {
    cell,
    buildingId,
    declared: false,
    deviceId: device,
    wish,
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
