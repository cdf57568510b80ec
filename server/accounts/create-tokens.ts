import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import type { AccountsContext } from './context';
import { hashSecret, newSecret } from './secrets';
import { insertTokens } from './store/tokens';
import { upsertUsers } from './store/users';

/** Users in one statement each way: few enough to bound a statement's size, many enough to be fast. */
const BATCH = 1_000;

/**
 * A token for each of the usernames, making the users that are not there: many at once, for load tests.
 * For the operator alone. All or nothing; answers in the order of `usernames`.
 */
export async function createTokens(
  app: Pick<AccountsContext, 'db'>,
  { usernames, name = 'operator' }: { usernames: string[]; name?: string },
): Promise<{ id: string; token: string }[]> {
  const tokens = usernames.map((id) => ({ id, token: newSecret('qt') }));
  await app.db.transaction(async (client) => {
    for (let start = 0; start < tokens.length; start += BATCH) {
      const batch = tokens.slice(start, start + BATCH);
      const ids = await upsertUsers(
        client,
        batch.map(({ id }) => id),
      );
      const userIdOf = (username: string) => ids.get(username) as string;
      await ensureNearbyFeed(client, [...ids.values()]);
      await insertTokens(
        client,
        { name, scopes: 'all' },
        batch.map(({ id, token }) => ({ userId: userIdOf(id), hash: hashSecret(token) })),
      );
    }
  });
  return tokens;
}
