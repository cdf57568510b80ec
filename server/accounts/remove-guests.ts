import type { Node } from '@/server/node';
import { eraseFully } from './erase-account';
import { findOverdueGuests } from './store/erasure';

/** Erases the guests whose day is over. */
export async function removeGuests(node: Node): Promise<void> {
  for (const userId of await findOverdueGuests(node.db)) await eraseFully(node, { userId, messages: 'keep' });
}
