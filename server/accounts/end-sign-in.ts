import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { assertUser } from './policy';
import { endSignIn as end } from './store/sign-ins';

/**
 * Signs the actor out in one browser and cuts every socket that it opened, on every node. Doing it again changes
 * nothing. Throws `not_found` for what is no sign-in of theirs.
 */
export async function endSignIn(node: Node, { actor, id }: { actor: Actor; id: string }): Promise<void> {
  assertUser(actor);
  if (!(await end(node.db, actor.userId, id))) throw fail('not_found', 'You have no sign-in with that id.');
  await node.sessions.cut({ credentialId: id, reason: 'revoked' });
}
