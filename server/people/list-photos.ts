import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PeopleContext } from './context';
import { findPhotos } from './store';

/** Returns the ids of the photos of those users who have one that the actor may see, in order of username. */
export async function listPhotos(
  app: PeopleContext,
  { actor, usernames }: { actor: Actor; usernames: string[] },
): Promise<{ id: string; photo: string }[]> {
  assertUser(actor);
  app.limits.take('search', actor.userId);
  const found = await findPhotos(app.db, actor, usernames);
  return found
    .filter(({ userId, visible }) => visible || app.registry.seenBy(actor.userId, userId) !== null)
    .map(({ username, photo }) => ({ id: username, photo }));
}
