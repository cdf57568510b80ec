import type { Actor } from '@/server/actor';
import { confirmPassword } from './confirm-password';
import type { ErasureContext } from './context';
import { eraseFully } from './erase-account';

/** Erases the actor, who must give the password of their local account. Throws the errors of `confirmPassword`. */
export async function deleteLocalAccount(
  app: ErasureContext,
  { actor, password }: { actor: Actor; password: string },
): Promise<void> {
  const { account } = await confirmPassword(app, { actor, password, field: 'password' });
  await eraseFully(app, { userId: account.userId, messages: 'keep' });
}
