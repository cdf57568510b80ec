import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import { confirmPassword } from './confirm-password';
import type { AccountsContext } from './context';
import { hashPassword } from './passwords';
import { holdPassword, replacePassword } from './store/identities';
import { assertStrong } from './strength';

/**
 * Changes the password of the actor's local account, which requires the old password. Ends the user's other sign-ins
 * and disconnects their sockets. Returns how many sign-ins ended. Throws the errors of `confirmPassword`, and
 * `weak_password`.
 */
export async function changePassword(
  app: AccountsContext,
  change: { actor: Actor; old: string; new: string },
): Promise<{ signedOut: number }> {
  const { actor, account } = await confirmPassword(app, { ...change, password: change.old, field: 'old' });
  const { username, name, email } = account;
  await assertStrong({ password: change.new, about: [username, name, email, ...email.split('@')] }, 'new');
  const passwordHash = await hashPassword(change.new);
  const ended = await app.db.transaction(async (client) => {
    if (!(await holdPassword(client, account.userId, account.passwordHash)))
      throw fail('conflict', 'Your password was changed in the meantime. Reload the page and try again.');
    return replacePassword(client, {
      userId: account.userId,
      passwordHash,
      keepSignInId: actor.credentialId,
    });
  });
  await app.revocations.revoke(ended.map((credentialId) => ({ what: { credentialId }, reason: 'revoked' })));
  return { signedOut: ended.length };
}
