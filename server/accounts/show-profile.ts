import type { WireProfile } from '@/protocol/accounts';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { findProfile } from './store/users';

/** Returns the actor's profile, including who can find them by search and send them a first message. */
export async function showProfile(app: AccountsContext, { actor }: { actor: Actor }): Promise<WireProfile> {
  assertUser(actor);
  const { username: id, name, administrator } = actor;
  return { id, name, administrator, ...(await findProfile(app.db, actor.userId)) };
}
