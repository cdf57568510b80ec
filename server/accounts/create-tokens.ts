import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import type { AccountsContext } from './context';
import { hashSecret, newSecret } from './secrets';
import { insertTokens } from './store/tokens';
import { upsertUsers } from './store/users';

/** Number of users per statement: few enough to bound a statement's size, many enough to be fast. */
const BATCH_SIZE = 1_000;

/**
 * Creates an API token for each username, and the users that do not exist: for load tests with many users. Creates all
 * or none. Has no actor: only the operator's command calls it. Returns the tokens in the order of `usernames`.
 */
export async function createTokens(
  app: Pick<AccountsContext, 'db'>,
  { usernames, name = 'operator' }: { usernames: string[]; name?: string },
): Promise<{ id: string; token: string }[]> {
  const tokens = usernames.map((id) => ({ id, token: newSecret('qt') }));
  await app.db.transaction(async (client) => {
    for (let start = 0; start < tokens.length; start += BATCH_SIZE) {
      const batch = tokens.slice(start, start + BATCH_SIZE);
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
