import type { Node } from '@/server/node';
import { removeUser } from './remove-user';
import { deleteSilentGuests, findOverdueGuests } from './store/departures';

/** Ends the guests whose day is over, and forgets those who have left nothing behind. */
export async function removeGuests(node: Node): Promise<void> {
  for (const userId of await findOverdueGuests(node.db)) await removeUser(node, { userId });
  await deleteSilentGuests(node.db);
}
