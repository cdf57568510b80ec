import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import type { AccountsContext } from './context';
import { assertMayAdminister } from './policy';
import { hashSecret, newSecret } from './secrets';
import { insertTokens } from './store/tokens';
import { findUser, setAdministratorFlag, upsertUser } from './store/users';

/**
 * Creates an API token for a user and returns it; only its hash is stored. Has no actor: only the operator's command
 * calls it. With `create` it also creates the user if there is none; with `admin` it makes the user an administrator.
 * The token never expires and has the given `scopes`. Throws `not_found` for an unknown user, and `conflict` when
 * `admin` is set for a guest.
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
      ? await upsertUser(client, { username, name: null })
      : await findUser(app.db, username);
    if (!user) throw fail('not_found', `There is no user ${username}. Add --create to create the user.`);
    if (admin) assertMayAdminister(user);
    await ensureNearbyFeed(client, [user.id]);
    await insertTokens(client, { name, scopes }, [{ userId: user.id, hash: hashSecret(token) }]);
  });
  if (admin) await setAdministratorFlag(app.db, username, true);
  return { id: username, token };
}
