import type { Db } from '@/db/client';
import type { Config } from '@/server/config';

/** What the commands of this folder need. */
export interface ActivityContext {
  db: Db;
  config: Pick<Config, 'activityRetentionDays'>;
}
