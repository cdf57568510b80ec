import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { findIdentity, type SignInMethod } from './store/identities';

/** Returns how the actor signs in. */
export async function showIdentity(app: AccountsContext, { actor }: { actor: Actor }): Promise<SignInMethod> {
  assertUser(actor);
  return findIdentity(app.db, actor.userId);
}
