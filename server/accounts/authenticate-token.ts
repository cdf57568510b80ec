import type { UserActor } from '@/server/actor';
import { invalidToken, userActor } from './actors';
import type { AccountsContext } from './context';
import { hashSecret } from './secrets';

/**
 * Returns the user that an API token authenticates; `id`, if present, must be that user's name. Throws
 * `unauthenticated`.
 */
export async function authenticateToken(
  app: Pick<AccountsContext, 'config' | 'credentials'>,
  { token, id }: { token: string; id?: string | undefined },
): Promise<UserActor> {
  const user = await app.credentials.userOfToken(hashSecret(token));
  if (!user || (id !== undefined && id !== user.username)) throw invalidToken();
  return userActor(app, user, { via: 'token', id: user.tokenId, scopes: user.scopes });
}
