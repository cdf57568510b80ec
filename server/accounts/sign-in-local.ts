import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { isPassword } from './passwords';
import { beginSignIn } from './sign-in';
import { findLocalAccount, holdPassword } from './store/identities';

/**
 * Signs in with a username and a password. Throws `unauthenticated`, in the same words and after the same work whether
 * there is no such account or the password is not its, and `rate_limited` by account and by address.
 * @param person `username` in small letters; `address` where it is tried from.
 */
export async function signInLocal(
  node: Node,
  person: { username: string; password: string; address: string; userAgent: string },
): Promise<{ signInId: string }> {
  node.limits.take('passwordAddress', person.address);
  node.limits.take('password', person.username);
  const account = await findLocalAccount(node.db, person.username);
  const right = await isPassword(account?.passwordHash ?? null, person.password);
  const signInId =
    account && right
      ? await node.db.transaction(async (client) =>
          (await holdPassword(client, account.userId, account.passwordHash))
            ? beginSignIn(client, node, account.userId, person.userAgent)
            : null,
        )
      : null;
  if (signInId === null)
    throw fail('unauthenticated', 'There is no account with that username and that password.');
  node.limits.giveBack('passwordAddress', person.address);
  node.limits.giveBack('password', person.username);
  return { signInId };
}
