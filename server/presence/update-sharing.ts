import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changePresence, NOT_SHARING } from './change-presence';
import type { PresenceContext } from './context';
import { presentLocation } from './present-location';
import { type SharingDuration, sharingPeriodFor } from './sharing-period';

/**
 * Turns sharing on or off; off removes the cell, and a building found by position, immediately. `lasting`: minutes,
 * `here` or `off`; without it the sharing period stays as it was, or is the default when sharing was off.
 */
export async function updateSharing(
  app: PresenceContext,
  { actor, sharing, lasting }: { actor: Actor; sharing: boolean; lasting?: SharingDuration | undefined },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  const { userId } = actor;
  app.limits.take('position', userId);
  if (!sharing) app.positionTracker.withdraw(userId);
  const state = await changePresence(app, userId, (before) => {
    if (sharing && before.sharing && lasting === undefined) return {};
    if (sharing) return { sharing, sharingPeriod: sharingPeriodFor(lasting, Date.now()) };
    return before.declared ? { ...NOT_SHARING, buildingId: before.buildingId, declared: true } : NOT_SHARING;
  });
  return { place: presentLocation(app, state) };
}
