import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { endToken } from './store/tokens';

/**
 * Revokes an API token of the actor and disconnects its sockets on every node. Idempotent. Throws `not_found` when the
 * id is not a token of theirs.
 */
export async function revokeToken(
  app: AccountsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await endToken(app.db, actor.userId, id))) throw fail('not_found', 'You have no token with this id.');
  await app.revocations.revoke([{ what: { credentialId: id }, reason: 'revoked' }]);
}
