import { fail } from '@/server/errors';
import type { AccountsContext } from './context';
import { revokeAll } from './store/sign-ins';
import { findUser } from './store/users';

/**
 * Ends every sign-in and API token of a user and cuts their sockets on every node. For the operator alone: it
 * asks for no actor. Answers how many there were; throws `not_found`.
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
