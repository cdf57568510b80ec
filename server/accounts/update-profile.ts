import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { type ProfileChange, setProfile } from './store/users';

/**
 * Sets whether others can find the actor by search, who can send a first message, and what the actor writes about
 * themselves (null: nothing); undefined changes nothing. Throws `forbidden` for the line of a guest, who can be anybody.
 */
export async function updateProfile(
  app: AccountsContext,
  { actor, ...change }: { actor: Actor } & ProfileChange,
): Promise<void> {
  assertUser(actor);
  if (actor.guest && change.about != null)
    throw fail('forbidden', 'A guest writes nothing about themselves. Sign in with an account.');
  await setProfile(app.db, actor.userId, change);
}
