import type { SafetyContext } from './context';
import { deleteNoticesConfirmedBefore } from './store/notices';
import { deleteClosedBefore } from './store/reports';
import { deleteSuspensionsEndedBefore } from './store/suspensions';

/**
 * Deletes reports that were closed, suspensions that ended and notices that were confirmed longer ago than the
 * configured retention. Returns how many reports were deleted.
 */
export async function forgetOldReports(app: Pick<SafetyContext, 'db' | 'config'>): Promise<number> {
  const days = app.config.reportRetentionDays;
  await deleteSuspensionsEndedBefore(app.db, days);
  await deleteNoticesConfirmedBefore(app.db, days);
  return deleteClosedBefore(app.db, days);
}
