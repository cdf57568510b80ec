import { fail } from '@/protocol/errors';
import type { AccountsContext } from './context';
import { revokeAll } from './store/sign-ins';
import { findUser } from './store/users';

/**
 * Revokes every sign-in and API token of a user and disconnects their sockets on every node. Has no actor: only the
 * operator's command calls it. Returns how many were revoked. Throws `not_found`.
 */
export async function revokeCredentials(
  app: Pick<AccountsContext, 'db' | 'revocations'>,
  { username }: { username: string },
): Promise<{ signIns: number; tokens: number }> {
  const user = await findUser(app.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`);
  const revoked = await revokeAll(app.db, user.id);
  await app.revocations.revoke([{ what: { userId: user.id }, reason: 'revoked' }]);
  return revoked;
}
