import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { endSignIn as end } from './store/sign-ins';

/**
 * Signs the actor out in one browser and cuts every socket that it opened, on every node. Doing it again changes
 * nothing. Throws `not_found` for what is no sign-in of theirs.
 */
export async function endSignIn(
  app: AccountsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await end(app.db, actor.userId, id))) throw fail('not_found', 'You have no sign-in with this id.');
  await app.revocations.revoke([{ what: { credentialId: id }, reason: 'revoked' }]);
}
