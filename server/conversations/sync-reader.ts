import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { SyncResult } from '@/protocol/events';
import { createBatchedCall } from '@/server/queue';
import { type OwnLists, readLists } from './store/lists';
import { type LogPage, type LogRequest, readLogs } from './store/log';
import { readViews } from './store/views';

/** Reads the log after a user's cursors, and the current state of all the user's conversations. */
export type SyncReader = (request: LogRequest) => Promise<SyncResult>;

/** The maximum number of requests of one read, so that none waits long for the logs of the others. */
const MAX_BATCH = 20;
/** The number of concurrent reads. */
const LANES = 4;

/** Creates a reader whose concurrent requests share statements: a crowd that changes rooms asks at once. */
export function createSyncReader({ db }: { db: Pick<Db, 'pipeline'> }): SyncReader {
  return createBatchedCall({
    maxBatch: MAX_BATCH,
    width: LANES,
    run: (requests: LogRequest[]) => db.pipeline((client) => readSyncs(client, requests)),
  });
}

/**
 * Returns the logs and conversations of many users, in the order of the requests, in one round trip. `client` must be one
 * connection: the logs are read after the conversations, so that they have every entry up to their heads; newer entries
 * arrive live or with the next sync.
 */
export async function readSyncs(
  client: Pick<PoolClient, 'query'>,
  requests: readonly LogRequest[],
): Promise<SyncResult[]> {
  const userIds = requests.map(({ userId }) => userId);
  const [lists, views, pages] = await Promise.all([
    readLists(client, userIds),
    readViews(client, [...new Set(userIds)], null),
    readLogs(client, requests),
  ]);
  return requests.map(({ userId }, n) => ({
    ...(lists[n] as OwnLists),
    conversations: views.get(userId) ?? [],
    ...(pages[n] as LogPage),
  }));
}
