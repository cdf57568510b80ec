import type { UserFilter } from '@/protocol/reasons';
import type { WireFoundUsers } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ModerationContext } from './context';
import { findRecords } from './store/find-records';

/** The number of users in one answer. */
const PAGE = 50;

/**
 * Finds users by the beginnings of words in their names, or by username, in order of name; without a query all that the
 * filter lets through. `after` is the username of the last user of the page before. Unlike `findPeople` it finds users
 * who opted out of search. Administrators only.
 */
export async function findUsers(
  app: Pick<ModerationContext, 'db' | 'config'>,
  {
    actor,
    query,
    filter = 'all',
    after,
  }: {
    actor: Actor;
    query?: string | undefined;
    filter?: UserFilter | undefined;
    after?: string | undefined;
  },
): Promise<WireFoundUsers> {
  assertAdministrator(actor);
  const { administrators } = app.config;
  const found = await findRecords(app.db, { administrators, query, filter, after, limit: PAGE + 1 });
  return { users: found.slice(0, PAGE), more: found.length > PAGE };
}
