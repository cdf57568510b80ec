import type { UserActor } from '@/server/actor';
import type { Node } from '@/server/node';
import { invalidToken, userActor } from './actors';
import { hashSecret } from './secrets';
import { userOfToken } from './store/tokens';

/** The user an API token stands for; `id`, when given, must name that user. Throws `unauthenticated`. */
export async function authenticateToken(
  node: Node,
  { token, id }: { token: string; id?: string | undefined },
): Promise<UserActor> {
  const user = await userOfToken(node.db, hashSecret(token));
  if (!user || (id !== undefined && id !== user.username)) throw invalidToken();
  return userActor(node, user, { via: 'token', id: user.tokenId, scopes: user.scopes });
}
