import type { WireVisibility } from '@/protocol/lookups';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PresenceContext } from './context';

/** Fewer people than this are not counted: the count could tell who looks from where. */
const LEAST_COUNT = 5;

/** Returns how the people who see the actor now see them: each view once, with the number of people who have it. */
export async function showVisibility(
  app: Pick<PresenceContext, 'limits' | 'registry'>,
  { actor }: { actor: Actor },
): Promise<WireVisibility> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const views = app.registry.viewsOf(actor.userId);
  return { views: views.map(({ as, people }) => ({ as, people: people < LEAST_COUNT ? null : people })) };
}
