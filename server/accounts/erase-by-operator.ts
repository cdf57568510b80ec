import { fail } from '@/server/errors';
import type { ErasureContext } from './context';
import { eraseUser } from './erase-user';
import type { Messages } from './store/erasure';
import { findUser } from './store/users';

/**
 * Erases a user; a node that runs, or the next that starts, does the rest within seconds. For the operator alone: it
 * asks for no actor. Throws `not_found`.
 */
export async function eraseByOperator(
  app: Pick<ErasureContext, 'config' | 'db' | 'relay' | 'revocations'>,
  { username, messages }: { username: string; messages: Messages },
): Promise<void> {
  const user = await findUser(app.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`);
  await eraseUser(app, { userId: user.id, messages });
}
