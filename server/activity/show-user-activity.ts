import { fail } from '@/protocol/errors';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ActivityContext } from './context';
import { newestOfUser } from './store';

/** The number of records that the legacy protocol shows. */
export const NEWEST = 10;

/**
 * Returns the newest ten activities of a user, newest first, with HTTP dates. Administrators only. Throws `not_found`.
 */
export async function showUserActivity(
  app: Pick<ActivityContext, 'db'>,
  { actor, username }: { actor: Actor; username: string },
): Promise<{ timestamp: string; message: string }[]> {
  assertAdministrator(actor);
  const rows = await newestOfUser(app.db, username, NEWEST);
  if (!rows) throw fail('not_found', `There is no user ${username}.`);
  return rows.map(({ at, message }) => ({ timestamp: at.toUTCString(), message }));
}
