import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertAdministrator } from './policy';
import { listUsernames } from './store/users';

/** Returns everyone with an account, in order of username. Administrators only. */
export async function listUsers(
  app: AccountsContext,
  { actor }: { actor: Actor },
): Promise<{ id: string }[]> {
  assertAdministrator(actor);
  return (await listUsernames(app.db)).map((id) => ({ id }));
}
