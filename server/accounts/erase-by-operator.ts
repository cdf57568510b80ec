import { fail } from '@/protocol/errors';
import type { ErasureContext } from './context';
import { eraseUser } from './erase-user';
import type { Messages } from './store/erasure';
import { findUser } from './store/users';

/**
 * Erases a user; a running node, or the next one that starts, does the remaining steps within seconds. Has no actor:
 * only the operator's command calls it. Throws `not_found`.
 */
export async function eraseByOperator(
  app: Pick<ErasureContext, 'config' | 'db' | 'relay' | 'revocations'>,
  { username, messages }: { username: string; messages: Messages },
): Promise<void> {
  const user = await findUser(app.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`);
  await eraseUser(app, { userId: user.id, messages });
}
