import type { PoolClient } from 'pg';
import type { ActivityContext } from './context';
import { type ActivityRecord, insertActivity } from './store';

/**
 * Records an activity for administrators: of a user a code, never a text or coordinates. A bot's text is public in its
 * building and may be recorded.
 */
export async function record(app: Pick<ActivityContext, 'db'>, activity: ActivityRecord): Promise<void> {
  await insertActivity(app.db.pool, [activity]);
}

/** Records activities within a transaction, so that they are stored exactly if the transaction commits. */
export async function recordIn(client: Pick<PoolClient, 'query'>, records: ActivityRecord[]): Promise<void> {
  await insertActivity(client, records);
}
