import type { Db } from '@/db/client';
import { createBatchedCall, laneOf } from '@/server/queue';
import {
  type SessionRef,
  takeUndelivered,
  type Undelivered,
  type UndeliveredMessage,
} from './store/undelivered';

/** Hands out the messages that sessions of legacy clients have not received yet. */
export interface UndeliveredMessages {
  /** Resolves with the messages once, oldest first; with null when the user has no such session. */
  take(session: SessionRef): Promise<UndeliveredMessage[] | null>;
}

/** The maximum number of sessions of one transaction. */
const MAX_BATCH = 50;
/** The number of concurrent transactions. */
const LANES = 2;

/**
 * Groups requests as the message writer groups sends: a message to many users makes all their legacy clients request it
 * at once, and each request by itself would be a commit. A session with a long backlog gets it from several
 * transactions, so that its batch does not wait for it.
 */
export function createUndeliveredMessages({ db }: { db: Db }): UndeliveredMessages {
  const takeSome = createBatchedCall<SessionRef, Undelivered | null>({
    keyOf: ({ userId }) => String(laneOf(userId, LANES)),
    maxBatch: MAX_BATCH,
    run: (sessions) => takeUndelivered(db, sessions),
  });
  return {
    async take(session) {
      const taken: UndeliveredMessage[] = [];
      try {
        for (;;) {
          const some = await takeSome(session);
          if (!some) return taken.length > 0 ? taken : null;
          taken.push(...some.messages);
          if (!some.more) return taken;
        }
      } catch (error) {
        // What was taken is delivered; the rest remains for the next request.
        if (taken.length > 0) return taken;
        throw error;
      }
    },
  };
}
