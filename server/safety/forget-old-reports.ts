import type { SafetyContext } from './context';
import { deleteClosedBefore } from './store/reports';

/** Forgets reports that were closed longer ago than the retention that is configured; gives how many those were. */
export async function forgetOldReports(app: Pick<SafetyContext, 'db' | 'config'>): Promise<number> {
  return deleteClosedBefore(app.db, app.config.reportRetentionDays);
}
