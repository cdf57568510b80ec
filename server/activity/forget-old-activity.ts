import type { Node } from '@/server/node';
import { deleteOlderThan } from './store';

/** Forgets what is older than the retention that is configured; gives how many entries that were. */
export async function forgetOldActivity(node: Pick<Node, 'db' | 'config'>): Promise<number> {
  return deleteOlderThan(node.db, node.config.activityRetentionDays);
}
