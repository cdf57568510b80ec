import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { assertUser } from './policy';
import { endToken } from './store/tokens';

/**
 * Ends an API token of the actor's and cuts every socket that it opened, on every node. Doing it again changes
 * nothing. Throws `not_found` for what is no token of theirs.
 */
export async function revokeToken(node: Node, { actor, id }: { actor: Actor; id: string }): Promise<void> {
  assertUser(actor);
  if (!(await endToken(node.db, actor.userId, id)))
    throw fail('not_found', 'You have no token with that id.');
  await node.sessions.cut({ credentialId: id, reason: 'revoked' });
}
