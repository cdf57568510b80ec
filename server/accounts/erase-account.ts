import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import { confirmPassword } from './confirm-password';
import type { ErasureContext } from './context';
import { eraseUser } from './erase-user';
import { finishErasure } from './finish-erasure';
import { assertUser } from './policy';
import type { Messages } from './store/erasure';
import { findLocalAccountOf } from './store/identities';

/**
 * Erases the actor, who must repeat their username and, with a local account, give its password. Throws `bad_request`
 * for another name and for a missing password, and the errors of `confirmPassword`.
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
    await confirmPassword(app, { actor, password, field: 'password' });
  }
  await eraseFully(app, { userId: actor.userId, messages });
}

/** Erases a user and attempts the remaining steps immediately; a node continues them later if they fail. */
export async function eraseFully(
  app: ErasureContext,
  erased: { userId: string; messages: Messages },
): Promise<void> {
  await eraseUser(app, erased);
  await finishErasure(app, erased).catch((err) =>
    app.log.warn({ err, userId: erased.userId }, 'an erasure continues later'),
  );
}
