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
 * filter lets through. `after` and `afterName` are the username and the name of the last user of the page before; the name
 * is only needed if that user was erased or renamed since. Unlike `findPeople` it finds users
 * who opted out of search. Administrators only.
 */
export async function findUsers(
  app: Pick<ModerationContext, 'db' | 'config'>,
  {
    actor,
    query,
    filter = 'all',
    after,
    afterName,
  }: {
    actor: Actor;
    query?: string | undefined;
    filter?: UserFilter | undefined;
    after?: string | undefined;
    afterName?: string | undefined;
  },
): Promise<WireFoundUsers> {
  assertAdministrator(actor);
  const { administrators } = app.config;
  const found = await findRecords(app.db, {
    administrators,
    query,
    filter,
    after,
    afterName,
    limit: PAGE + 1,
  });
  return { users: found.slice(0, PAGE), more: found.length > PAGE };
}
