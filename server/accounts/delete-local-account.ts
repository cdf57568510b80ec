import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { provePassword } from './prove-password';
import { removeUser } from './remove-user';

/** Ends the actor's local account for ever, who shows its password. Throws as `provePassword` does. */
export async function deleteLocalAccount(
  node: Node,
  { actor, password }: { actor: Actor; password: string },
): Promise<void> {
  const { account } = await provePassword(node, { actor, password, field: 'password' });
  await removeUser(node, { userId: account.userId });
}
