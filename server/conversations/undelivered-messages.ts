import type { Db } from '@/db/client';
import { createBatchedCall, laneOf } from '@/server/queue';
import { type SessionRef, takeUndelivered, type UndeliveredMessage } from './store/undelivered';

/** Hands out the messages that sessions of legacy clients have not received yet. */
export interface UndeliveredMessages {
  /** Resolves with the messages once, oldest first; with null when the user has no such session. */
  take(session: SessionRef): Promise<UndeliveredMessage[] | null>;
}

/** The maximum number of sessions of one transaction. */
const MAX_BATCH = 50;
/** The number of concurrent transactions: a session with very many messages delays only a half of the others. */
const LANES = 2;

/**
 * Groups requests as the message writer groups sends: a message to many users makes all their legacy clients request it
 * at once, and each request by itself would be a commit.
 */
export function createUndeliveredMessages({ db }: { db: Db }): UndeliveredMessages {
  return {
    take: createBatchedCall<SessionRef, UndeliveredMessage[] | null>({
      keyOf: ({ userId }) => String(laneOf(userId, LANES)),
      maxBatch: MAX_BATCH,
      run: (sessions) => takeUndelivered(db, sessions),
    }),
  };
}
