import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { findByName } from './store/people';

const MOST = 20;

/**
 * Others by the beginnings of words of their names, or by username; whoever does not want to be found by search is
 * found by their whole username alone. A guest, whom anybody can be, finds everybody only so: the names of all that
 * there are is not what they came for. Never an e-mail, never a bot.
 */
export async function findPeople(
  app: AccountsContext,
  { actor, query }: { actor: Actor; query: string },
): Promise<{ id: string; name: string }[]> {
  assertUser(actor);
  app.limits.take('search', actor.userId);
  const found = await findByName(app.db, { text: query, byName: !actor.guest, limit: MOST + 1 });
  return found
    .filter(({ userId }) => userId !== actor.userId)
    .slice(0, MOST)
    .map(({ username, name }) => ({ id: username, name }));
}
