import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { assertAdministrator } from './policy';
import { listUsernames } from './store/users';

/** Everyone with an account, in order of username. Administrators only. */
export async function listUsers(node: Node, { actor }: { actor: Actor }): Promise<{ id: string }[]> {
  assertAdministrator(actor);
  return (await listUsernames(node.db)).map((id) => ({ id }));
}
