import type { SafetyContext } from './context';
import { deleteClosedBefore } from './store/reports';

/** Deletes reports that were closed longer ago than the configured retention. Returns how many were deleted. */
export async function forgetOldReports(app: Pick<SafetyContext, 'db' | 'config'>): Promise<number> {
  return deleteClosedBefore(app.db, app.config.reportRetentionDays);
}
