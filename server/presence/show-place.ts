import type { WirePerson, WirePlace } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { presentPlace } from './present-place';
import { readState } from './store';

/** The user's own place and all whom they may see from it. */
export async function showPlace(
  app: AppServices,
  { actor }: { actor: Actor },
): Promise<{ place: WirePlace; people: WirePerson[] }> {
  assertUser(actor);
  const state = app.registry.placeOf(actor.userId) ?? (await readState(app.db.pool, actor.userId));
  return { place: presentPlace(app, state), people: app.registry.people(actor.userId) };
}
