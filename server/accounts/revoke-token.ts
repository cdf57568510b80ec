import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { endToken } from './store/tokens';

/**
 * Ends an API token of the actor's and cuts every socket that it opened, on every node. Doing it again changes
 * nothing. Throws `not_found` for what is no token of theirs.
 */
export async function revokeToken(
  app: AccountsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await endToken(app.db, actor.userId, id))) throw fail('not_found', 'You have no token with this id.');
  await app.revocations.revoke([{ what: { credentialId: id }, reason: 'revoked' }]);
}
