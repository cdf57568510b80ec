import type { PoolClient } from 'pg';
import type { ActivityContext } from './context';
import { type ActivityRecord, insertActivity } from './store';

/**
 * Records an activity for administrators. `message` never holds a person's text or coordinates: it says that a message
 * was sent and to what kind of address. A bot's text is public in its building and may be recorded.
 */
export async function record(app: Pick<ActivityContext, 'db'>, activity: ActivityRecord): Promise<void> {
  await insertActivity(app.db.pool, [activity]);
}

/** Records activities within a transaction, so that they are stored exactly if the transaction commits. */
export async function recordIn(client: Pick<PoolClient, 'query'>, records: ActivityRecord[]): Promise<void> {
  await insertActivity(client, records);
}
