import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { findIdentity } from './store/identities';
import { endSignIn } from './store/sign-ins';

/**
 * Revokes the browser's sign-in and disconnects its sockets on every node. Returns the provider whose own session
 * continues in that browser, since the next person there could sign in with it. Throws `forbidden` for a token.
 */
export async function signOut(
  app: AccountsContext,
  { actor }: { actor: Actor },
): Promise<{ provider: 'fenix' | 'oidc' | null }> {
  assertUser(actor);
  if (actor.via !== 'sign-in')
    throw fail('forbidden', 'Only a browser signs out; a token is revoked on the profile page.');
  await endSignIn(app.db, actor.userId, actor.credentialId);
  await app.revocations.revoke([{ what: { credentialId: actor.credentialId }, reason: 'signed_out' }]);
  const provider = (await findIdentity(app.db, actor.userId)).provider;
  // The development FenixEdu server has no sessions.
  const goesOn = provider === 'oidc' || (provider === 'fenix' && !app.config.fenix?.development);
  return { provider: goesOn ? provider : null };
}
