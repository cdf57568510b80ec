import type { Db } from '@/db/client';
import { createBatchedCall } from '@/server/queue';
import { advanceShownMarks, type Reads } from './store/read-marks';

/** Stores up to which seqs visible pages have shown conversations. */
export interface ShownMarks {
  advance(shown: { userId: string; conversations: Reads }): Promise<void>;
}

/** The maximum number of users of one statement. */
const MAX_BATCH = 200;

/** Creates the marks; concurrent calls share a statement, because a message of a room is shown on many pages at once. */
export function createShownMarks({ db }: { db: Db }): ShownMarks {
  const advance = createBatchedCall<{ userId: string; conversations: Reads }, void>({
    maxBatch: MAX_BATCH,
    async run(all) {
      await advanceShownMarks(db.pool, all);
      return all.map(() => undefined);
    },
  });
  return { advance };
}
