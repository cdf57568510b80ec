import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { findIdentity, type IdentityProvider } from './store/identities';

/**
 * Returns how the actor signs in: `null` for a guest and for a user whom the operator created. The e-mail is that of a
 * local account.
 */
export async function showIdentity(
  app: AccountsContext,
  { actor }: { actor: Actor },
): Promise<{ provider: IdentityProvider | null; email: string | null }> {
  assertUser(actor);
  return (await findIdentity(app.db, actor.userId)) ?? { provider: null, email: null };
}
