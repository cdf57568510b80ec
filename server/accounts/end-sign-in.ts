import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { endSignIn as end } from './store/sign-ins';

/**
 * Ends one sign-in of the actor and disconnects its sockets on every node. Idempotent. Throws `not_found` when the id
 * is not a sign-in of theirs.
 */
export async function endSignIn(
  app: AccountsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await end(app.db, actor.userId, id))) throw fail('not_found', 'You have no sign-in with this id.');
  await app.revocations.revoke([{ what: { credentialId: id }, reason: 'revoked' }]);
}
