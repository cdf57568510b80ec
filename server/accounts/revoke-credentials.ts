import type { AppServices } from '@/server/app';
import { announce } from '@/server/conversations/announce';
import { fail } from '@/server/errors';
import { revokeAll } from './store/sign-ins';
import { findUser } from './store/users';

/**
 * Ends every sign-in and API token of a user and cuts their sockets on every node. For the operator alone: it
 * asks for no actor. Answers how many there were; throws `not_found`.
 */
export async function revokeCredentials(
  app: Pick<AppServices, 'db'> & Partial<Pick<AppServices, 'relay'>>,
  { username }: { username: string },
): Promise<{ signIns: number; tokens: number }> {
  const user = await findUser(app.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`);
  const revoked = await revokeAll(app.db, user.id);
  await announce(app, { type: 'cut', what: { userId: user.id }, reason: 'revoked' });
  return revoked;
}
