import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { findByName } from './store/people';

const MAX_RESULTS = 20;

/**
 * Finds up to `MAX_RESULTS` other users by the beginnings of words in their names, or by username. A user who opted
 * out of search is found by the complete username only. A guest, who can be anybody, finds all users by complete
 * username only. Never matches e-mails or bots.
 */
export async function findPeople(
  app: AccountsContext,
  { actor, query }: { actor: Actor; query: string },
): Promise<{ id: string; name: string }[]> {
  assertUser(actor);
  app.limits.take('search', actor.userId);
  const found = await findByName(app.db, { text: query, byName: !actor.guest, limit: MAX_RESULTS + 1 });
  return found
    .filter(({ userId }) => userId !== actor.userId)
    .slice(0, MAX_RESULTS)
    .map(({ username, name }) => ({ id: username, name }));
}
