/** A position of this device, or a chosen point: degrees, metres, milliseconds since 1970. */
export interface Fix {
  latitude: number;
  longitude: number;
  accuracy: number;
  at: number;
}

/** The shortest time between reports of a moving device. */
const MOVING_MS = 5_000;
/** The shortest time between reports of the same place with another accuracy. */
const STILL_MS = 15_000;
/** A position is reported again before the server forgets it after 15 minutes. */
const RENEW_MS = 4 * 60_000;

/**
 * Returns the milliseconds until `fix` should be reported, given the last report; 0 means now. It saves battery and
 * requests: a device that has not moved reports only so that its position does not expire.
 */
export function positionReportDueIn(last: (Fix & { sentAt: number }) | null, fix: Fix, now: number): number {
  if (!last) return 0;
  const better = fix.accuracy < last.accuracy / 2 || fix.accuracy > last.accuracy * 2;
  const wait = hasMoved(last, fix) ? MOVING_MS : better ? STILL_MS : RENEW_MS;
  return Math.max(0, last.sentAt + wait - now);
}

/** Whether a device has moved, beyond a mere change of accuracy. */
export function hasMoved(last: Fix, fix: Fix): boolean {
  return distance(last, fix) > Math.max(10, fix.accuracy / 2);
}

const METRES_PER_DEGREE = 111_195;

/** Returns metres on a flat map of the area, exact enough to tell moving from standing still. */
function distance(a: Fix, b: Fix): number {
  const north = (b.latitude - a.latitude) * METRES_PER_DEGREE;
  const around = ((b.longitude - a.longitude + 540) % 360) - 180;
  const east = around * METRES_PER_DEGREE * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}
