import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { isTimeLimit } from '@/db/outage';
import type { SyncResult } from '@/protocol/events';
import { createBatchedCall, createQueue } from '@/server/queue';
import { type OwnLists, readLists } from './store/lists';
import { type LogPage, type LogRequest, readLogs } from './store/log';
import { readViews } from './store/views';

/** Reads the log after a user's cursors, and the current state of all the user's conversations. */
export type SyncReader = (request: LogRequest) => Promise<SyncResult>;

/** The maximum number of requests of one read, so that none waits long for the logs of the others. */
const MAX_BATCH = 20;
/** The number of concurrent reads. */
const LANES = 4;

/**
 * Creates a reader whose concurrent requests share statements: a crowd that changes rooms asks at once. When a shared read
 * exceeds its time, each request is read by itself, so that one long log refuses nobody else.
 */
export function createSyncReader({ db }: { db: Pick<Db, 'pipeline'> }): SyncReader {
  const alone = createQueue({ width: LANES });
  const read = (requests: LogRequest[]) => db.pipeline((client) => readSyncs(client, requests));
  return createBatchedCall({
    maxBatch: MAX_BATCH,
    width: LANES,
    async run(requests: LogRequest[]): Promise<(SyncResult | Promise<SyncResult>)[]> {
      try {
        return await read(requests);
      } catch (error) {
        if (requests.length === 1 || !isTimeLimit(error)) throw error;
        return requests.map((request) => alone.run(async () => (await read([request]))[0] as SyncResult));
      }
    },
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
