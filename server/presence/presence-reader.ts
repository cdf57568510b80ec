import type { Db } from '@/db/client';
import { createBatchedCall } from '@/server/queue';
import { readPresences, type StoredPresence } from './store';

/** Reads a user's stored presence; null when the user does not exist. */
export type PresenceReader = (userId: string) => Promise<StoredPresence | null>;

/** The maximum number of users of one statement. */
const MAX_BATCH = 100;

/** Creates a reader whose concurrent calls share statements: a crowd that walks reports its positions at once. */
export function createPresenceReader({ db }: { db: Pick<Db, 'pool'> }): PresenceReader {
  return createBatchedCall({
    // One statement at a time, so that no report of a user overtakes another.
    maxBatch: MAX_BATCH,
    async run(userIds: string[]) {
      const presences = await readPresences(db, userIds);
      return userIds.map((userId) => presences.get(userId) ?? null);
    },
  });
}
