import { fail } from '@/protocol/errors';
import type { AccountsContext } from './context';
import { assertMayAdminister } from './policy';
import { findUser, setAdministratorFlag } from './store/users';

/**
 * Makes a user an administrator, or an ordinary user again. Has no actor: only the operator's command calls it. Throws
 * `not_found`, and `conflict` for a guest.
 */
export async function setAdministrator(
  app: Pick<AccountsContext, 'db'>,
  { username, administrator }: { username: string; administrator: boolean },
): Promise<void> {
  const user = await findUser(app.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`);
  if (administrator) assertMayAdminister(user);
  await setAdministratorFlag(app.db, username, administrator);
}
