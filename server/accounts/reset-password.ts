import { randomBytes } from 'node:crypto';
import { fail } from '@/protocol/errors';
import type { AccountsContext } from './context';
import { hashPassword } from './passwords';
import { findLocalAccount, replacePassword } from './store/identities';

/**
 * Sets a new random password for a local account and returns it; only its hash is stored. Ends all sign-ins of the
 * user. Has no actor: only the operator's command calls it. Throws `not_found` if no local account has this name.
 */
export async function resetPassword(
  app: Pick<AccountsContext, 'db' | 'revocations'>,
  { username }: { username: string },
): Promise<{ password: string; signedOut: number }> {
  const account = await findLocalAccount(app.db, username);
  if (!account)
    throw fail('not_found', `${username} has no password here: no local account has this username.`);
  const password = randomBytes(15).toString('base64url');
  const passwordHash = await hashPassword(password);
  const ended = await app.db.transaction((client) =>
    replacePassword(client, { userId: account.userId, passwordHash, keepSignInId: null }),
  );
  await app.revocations.revoke(ended.map((credentialId) => ({ what: { credentialId }, reason: 'revoked' })));
  return { password, signedOut: ended.length };
}
