import type { ActivityContext } from './context';
import { deleteOlderThan } from './store';

/** Deletes records older than the configured retention. Returns how many were deleted. */
export async function forgetOldActivity(app: Pick<ActivityContext, 'db' | 'config'>): Promise<number> {
  return deleteOlderThan(app.db, app.config.activityRetentionDays);
}
