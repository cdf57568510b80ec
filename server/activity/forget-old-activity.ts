import type { ActivityContext } from './context';
import { deleteAuditRecordsOlderThan, deleteLookupsOlderThan, deleteOlderThan } from './store';

/**
 * Deletes activities, and audit records and look-ups, which are kept as long as closed reports, that are older than the
 * configured retention. Returns how many activities were deleted.
 */
export async function forgetOldActivity(app: Pick<ActivityContext, 'db' | 'config'>): Promise<number> {
  await deleteAuditRecordsOlderThan(app.db, app.config.reportRetentionDays);
  await deleteLookupsOlderThan(app.db, app.config.reportRetentionDays);
  return deleteOlderThan(app.db, app.config.activityRetentionDays);
}
