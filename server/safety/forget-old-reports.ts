import type { AppServices } from '@/server/app';
import { deleteClosedBefore } from './store/reports';

/** Forgets reports that were closed longer ago than the retention that is configured; gives how many those were. */
export async function forgetOldReports(app: Pick<AppServices, 'db' | 'config'>): Promise<number> {
  return deleteClosedBefore(app.db, app.config.reportRetentionDays);
}
