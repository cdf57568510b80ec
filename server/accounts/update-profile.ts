import type { FirstMessages } from '@/protocol/accounts';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { setProfile } from './store/users';

/** Sets whether others can find the actor by search, and who can send a first message; undefined changes nothing. */
export async function updateProfile(
  app: AccountsContext,
  {
    actor,
    searchable,
    firstMessages,
  }: { actor: Actor; searchable?: boolean | undefined; firstMessages?: FirstMessages | undefined },
): Promise<void> {
  assertUser(actor);
  await setProfile(app.db, actor.userId, { searchable, firstMessages });
}
