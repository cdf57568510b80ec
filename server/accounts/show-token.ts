import type { WireToken } from '@/protocol/accounts';
import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { listTokens } from './list-tokens';

/** Returns one of the actor's API tokens, in the form of the list. Throws `not_found`. */
export async function showToken(
  app: AccountsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireToken> {
  const token = (await listTokens(app, { actor })).find((listed) => listed.id === id);
  if (!token) throw fail('not_found', 'You have no token with this id.');
  return token;
}
