import type { Link } from '@/clients/state/state';
import type { WirePlace } from '@/protocol/messages';
import type { Trouble } from './use-location';

/**
 * Whether others can find the user now. `found`; `last`: at the last location, for this device has no position;
 * `declared`: by people in the building that the user declared; `hidden`, `inexact`, `waiting`: by nobody, because
 * there is no position, none exact enough, or none yet; `unsure`: the server does not answer.
 */
export type Visibility = 'off' | 'declared' | 'found' | 'last' | 'hidden' | 'inexact' | 'waiting' | 'unsure';

/**
 * Returns the visibility from the location that the server knows; the trouble of this device says why it has no
 * position.
 */
export function visibilityOf(
  place: WirePlace | null,
  trouble: Trouble,
  link: Link['state'],
  own: string | undefined,
): Visibility {
  if (!place?.sharing) return place?.declared ? 'declared' : 'off';
  if (link !== 'ready') return 'unsure';
  const silent = trouble !== null && trouble !== 'implausible';
  if (place.findable) {
    const elsewhere = place.device !== undefined && place.device.id !== own;
    return !elsewhere && (silent || place.state === 'unknown') ? 'last' : 'found';
  }
  if (silent) return 'hidden';
  return place.state === 'unknown' ? 'inexact' : 'waiting';
}

/** Returns the minutes until local midnight, 1 to 1440: the duration of the choice `midnight`. */
export function minutesUntilMidnight(now: Date): number {
  const midnight = new Date(now);
  midnight.setHours(24, 0, 0, 0);
  return Math.min(1440, Math.max(1, Math.round((midnight.getTime() - now.getTime()) / 60_000)));
}
