import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { setSearchable } from './store/users';

/** Sets whether others can find the actor by search. */
export async function updateProfile(
  app: AccountsContext,
  { actor, searchable }: { actor: Actor; searchable: boolean },
): Promise<void> {
  assertUser(actor);
  await setSearchable(app.db, actor.userId, searchable);
}
