import type { WirePerson, WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';
import { presentLocation } from './present-location';
import { readState } from './store';

/** Returns the user's own location and everyone whom they may see from it. */
export async function showLocation(
  app: PresenceContext,
  { actor }: { actor: Actor },
): Promise<{ place: WirePlace; people: WirePerson[] }> {
  assertUser(actor);
  const state = app.registry.stateOf(actor.userId) ?? (await readState(app.db.pool, actor.userId));
  return { place: presentLocation(app, state), people: app.registry.people(actor.userId) };
}
