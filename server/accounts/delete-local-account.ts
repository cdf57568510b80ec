import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { eraseFully } from './erase-account';
import { provePassword } from './prove-password';

/** Erases the actor, who shows the password of their local account. Throws as `provePassword` does. */
export async function deleteLocalAccount(
  node: Node,
  { actor, password }: { actor: Actor; password: string },
): Promise<void> {
  const { account } = await provePassword(node, { actor, password, field: 'password' });
  await eraseFully(node, { userId: account.userId, messages: 'keep' });
}
