import type { Node } from '@/server/node';
import { deleteClosedBefore } from './store/reports';

/** Forgets reports that were closed longer ago than the retention that is configured; gives how many those were. */
export async function forgetOldReports(node: Pick<Node, 'db' | 'config'>): Promise<number> {
  return deleteClosedBefore(node.db, node.config.reportRetentionDays);
}
