import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { assertMayAdminister } from './policy';
import { findUser, setAdministratorFlag } from './store/users';

/**
 * Makes a user an administrator, or an ordinary user again. For the operator alone. Throws `not_found`, and
 * `conflict` for a guest.
 */
export async function setAdministrator(
  node: Pick<Node, 'db'>,
  { username, administrator }: { username: string; administrator: boolean },
): Promise<void> {
  const user = await findUser(node.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`);
  if (administrator) assertMayAdminister(user);
  await setAdministratorFlag(node.db, username, administrator);
}
