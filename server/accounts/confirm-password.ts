import { fail } from '@/protocol/errors';
import type { Actor, UserActor } from '@/server/actor';
import type { AccountsContext } from './context';
import { isPassword } from './passwords';
import { assertBrowser } from './policy';
import { findLocalAccountOf, type LocalAccountRow } from './store/identities';

/**
 * Returns the actor's local account after checking its password again, since a browser may have been left open. Throws
 * `forbidden` for a token, for a user without a local account and, naming the field, for a wrong password;
 * `rate_limited` by sign-in, so that attempts of strangers elsewhere do not count.
 */
export async function confirmPassword(
  app: AccountsContext,
  { actor, password, field }: { actor: Actor; password: string; field: string },
): Promise<{ actor: UserActor; account: LocalAccountRow }> {
  assertBrowser(actor);
  const account = await findLocalAccountOf(app.db, actor.userId);
  if (!account) throw fail('forbidden', 'You sign in without a Quad password, so there is none to change.');
  const own = `sign-in ${actor.credentialId}`;
  app.limits.take('password', own);
  if (!(await isPassword(account.passwordHash, password)))
    throw fail('forbidden', 'The password is wrong.', { field });
  app.limits.giveBack('password', own);
  return { actor, account };
}
