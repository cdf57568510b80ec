import { fail } from '@/protocol/errors';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Activity } from './activity';
import type { ActivityContext } from './context';
import { recordLookups } from './lookups';
import { newestOfUser } from './store';

/** The number of records that the legacy protocol shows. */
export const NEWEST = 10;

/**
 * Returns the newest activities of a user, newest first, with ISO 8601 times. Administrators only; the user can read that it
 * happened. Throws `not_found`.
 */
export async function showUserActivity(
  app: Pick<ActivityContext, 'db'>,
  { actor, username, count = NEWEST }: { actor: Actor; username: string; count?: number },
): Promise<({ at: string } & Activity)[]> {
  assertAdministrator(actor);
  const found = await newestOfUser(app.db, username, count);
  if (!found) throw fail('not_found', `There is no user ${username}.`);
  await recordLookups(app, { by: actor, userIds: [found.userId], what: 'activity' });
  return found.rows.map(({ at, code, from, to, message }) => ({
    at: at.toISOString(),
    ...(code === null ? { code, message: message ?? '' } : { code, from, to }),
  }));
}
