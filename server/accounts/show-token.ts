import type { WireToken } from '@/protocol/accounts';
import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { listTokens } from './list-tokens';

/** One of the actor's API tokens, as the list has it. Throws `not_found`. */
export async function showToken(node: Node, { actor, id }: { actor: Actor; id: string }): Promise<WireToken> {
  const token = (await listTokens(node, { actor })).find((one) => one.id === id);
  if (!token) throw fail('not_found', 'You have no such token.');
  return token;
}
