import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { assertUser } from './policy';
import { setSearchable } from './store/users';

/** Says whether others may find the actor by search. */
export async function updateProfile(
  app: AppServices,
  { actor, searchable }: { actor: Actor; searchable: boolean },
): Promise<void> {
  assertUser(actor);
  await setSearchable(app.db, actor.userId, searchable);
}
