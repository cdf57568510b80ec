import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { ErasureContext } from './context';
import { eraseUser } from './erase-user';
import { finishErasure } from './finish-erasure';
import { assertUser } from './policy';
import { provePassword } from './prove-password';
import type { Messages } from './store/erasure';
import { findLocalAccountOf } from './store/identities';

/**
 * Erases the actor, who names themselves once more and, with a local account, shows its password. Throws `bad_request`
 * for another name and for a password that is missing, and as `provePassword` does.
 */
export async function eraseAccount(
  app: ErasureContext,
  {
    actor,
    username,
    messages,
    password,
  }: { actor: Actor; username: string; messages: Messages; password?: string | undefined },
): Promise<void> {
  assertUser(actor);
  if (username !== actor.username)
    throw fail('bad_request', 'Type your own username to confirm.', {
      field: 'username',
    });
  if (await findLocalAccountOf(app.db, actor.userId)) {
    if (password === undefined)
      throw fail('bad_request', 'Enter the password of your account.', { field: 'password' });
    await provePassword(app, { actor, password, field: 'password' });
  }
  await eraseFully(app, { userId: actor.userId, messages });
}

/** Erases a user and does as much of the rest as can be done at once. */
export async function eraseFully(
  app: ErasureContext,
  erased: { userId: string; messages: Messages },
): Promise<void> {
  await eraseUser(app, erased);
  await finishErasure(app, erased).catch((err) =>
    app.log.warn({ err, userId: erased.userId }, 'an erasure continues later'),
  );
}
