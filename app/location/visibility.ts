import type { Link } from '@/clients/state/state';
import type { WirePlace } from '@/protocol/messages';
import type { Trouble } from './use-location';

/**
 * What is true of being found at this moment: `found`; `last`: found where they were, for this device gives no position;
 * `declared`: found by those in the building they chose by hand; `hidden`, `inexact`, `waiting`: nobody finds them, because there is no position, none that is exact enough, or none yet;
 * `unsure`: the server cannot be asked.
 */
export type Visibility = 'off' | 'declared' | 'found' | 'last' | 'hidden' | 'inexact' | 'waiting' | 'unsure';

/** By the server's word on the place; the trouble of this device says why there is none. */
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

/** Minutes until midnight here, 1 to 1440: how long the choice `midnight` lasts. */
export function minutesUntilMidnight(now: Date): number {
  const midnight = new Date(now);
  midnight.setHours(24, 0, 0, 0);
  return Math.min(1440, Math.max(1, Math.round((midnight.getTime() - now.getTime()) / 60_000)));
}
