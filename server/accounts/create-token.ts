import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import type { AccountsContext } from './context';
import { assertMayAdminister } from './policy';
import { hashSecret, newSecret } from './secrets';
import { insertTokens } from './store/tokens';
import { findUser, setAdministratorFlag, upsertUser } from './store/users';

/**
 * Creates an API token for a user; the token is shown only here. Requires no actor: for the operator. With `create` it
 * creates a missing user; with `admin` the user becomes an administrator. The token has the given `scopes` and never
 * expires. Throws `not_found`, and `conflict` for a guest.
 */
export async function createToken(
  app: Pick<AccountsContext, 'db'>,
  {
    username,
    create = false,
    admin = false,
    name = 'operator',
    scopes = 'all',
  }: {
    username: string;
    create?: boolean;
    admin?: boolean;
    name?: string;
    scopes?: UserActor['scopes'] | undefined;
  },
): Promise<{ id: string; token: string }> {
  const token = newSecret('qt');
  await app.db.transaction(async (client) => {
    const user = create
      ? await upsertUser(client, { username, name: null, photo: null })
      : await findUser(app.db, username);
    if (!user) throw fail('not_found', `There is no user ${username}. With --create it is created.`);
    if (admin) assertMayAdminister(user);
    await ensureNearbyFeed(client, [user.id]);
    await insertTokens(client, { name, scopes }, [{ userId: user.id, hash: hashSecret(token) }]);
  });
  if (admin) await setAdministratorFlag(app.db, username, true);
  return { id: username, token };
}
