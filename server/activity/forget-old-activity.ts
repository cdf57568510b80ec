import type { ActivityContext } from './context';
import { deleteOlderThan } from './store';

/** Forgets what is older than the retention that is configured; gives how many entries that were. */
export async function forgetOldActivity(app: Pick<ActivityContext, 'db' | 'config'>): Promise<number> {
  return deleteOlderThan(app.db, app.config.activityRetentionDays);
}
