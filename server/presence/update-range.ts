import type { WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import { setRange } from '@/server/accounts/store/users';
import type { Actor } from '@/server/actor';
import { changePresence } from './change-presence';
import type { PresenceContext } from './context';
import { presentLocation } from './present-location';

/** Stores the range (metres) within which the user finds others; 0 means the building that the user is in. */
export async function updateRange(
  app: PresenceContext,
  { actor, range }: { actor: Actor; range: number },
): Promise<{ place: WirePlace }> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const { userId } = actor;
  const state = await changePresence(app, userId, async (_before, client) => {
    await setRange(client, userId, Math.round(range) || Math.ceil(range));
    return {};
  });
  return { place: presentLocation(app, state) };
}
