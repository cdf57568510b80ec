/** A position of this device, or one that was chosen: degrees, metres, milliseconds since 1970. */
export interface Fix {
  latitude: number;
  longitude: number;
  accuracy: number;
  at: number;
}

/** Somebody who walks is told about at most this often. */
const MOVING_MS = 5_000;
/** Better knowledge of the same place can wait. */
const STILL_MS = 15_000;
/** The server forgets a place after 15 minutes; long before, it hears of it again. */
const RENEW_MS = 4 * 60_000;

/**
 * Milliseconds until `fix` should be reported, given what was reported last; 0 means now. Gentle with the
 * battery and with the server: what did not move is told only so that it does not expire.
 */
export function reportDueIn(last: (Fix & { sentAt: number }) | null, fix: Fix, now: number): number {
  if (!last) return 0;
  const better = fix.accuracy < last.accuracy / 2 || fix.accuracy > last.accuracy * 2;
  const wait = hasMoved(last, fix) ? MOVING_MS : better ? STILL_MS : RENEW_MS;
  return Math.max(0, last.sentAt + wait - now);
}

/** Whether a device is elsewhere, and not only known better or worse. */
export function hasMoved(last: Fix, fix: Fix): boolean {
  return distance(last, fix) > Math.max(10, fix.accuracy / 2);
}

const METRES_PER_DEGREE = 111_195;

/** Metres, on a flat map of the neighbourhood: good enough to tell moving from standing still. */
function distance(a: Fix, b: Fix): number {
  const north = (b.latitude - a.latitude) * METRES_PER_DEGREE;
  const around = ((b.longitude - a.longitude + 540) % 360) - 180;
  const east = around * METRES_PER_DEGREE * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}
