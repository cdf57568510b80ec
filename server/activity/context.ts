import type { Db } from '@/db/client';
import type { Config } from '@/server/config';

/** The parts of the application that the activity commands need. */
export interface ActivityContext {
  db: Db;
  config: Pick<Config, 'activityRetentionDays' | 'reportRetentionDays'>;
}
