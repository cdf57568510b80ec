import type { PoolClient } from 'pg';
import type { ActivityContext } from './context';
import { type ActivityRecord, insertActivity } from './store';

/**
 * Notes that something happened, for administrators. Never a person's text or coordinates: `message` says that
 * a message was sent and to what kind of address (a bot's text is public to its building and may be kept).
 */
export async function record(app: Pick<ActivityContext, 'db'>, activity: ActivityRecord): Promise<void> {
  await insertActivity(app.db.pool, [activity]);
}

/** The same within a transaction, so that it is noted exactly if what happened is committed. */
export async function recordIn(client: Pick<PoolClient, 'query'>, records: ActivityRecord[]): Promise<void> {
  await insertActivity(client, records);
}
