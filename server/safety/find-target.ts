import { fail } from '@/protocol/errors';
import { findUser, type UserRow } from '@/server/accounts/store/users';
import type { SafetyContext } from './context';

/** Returns the user whom an administrator names. Throws `not_found`. */
export async function findTarget(app: Pick<SafetyContext, 'db'>, username: string): Promise<UserRow> {
  const user = await findUser(app.db, username);
  if (!user) throw fail('not_found', `There is no user ${username}.`, { field: 'id' });
  return user;
}
