import { setImmediate } from 'node:timers/promises';
import type { Db } from '@/db/client';
import { isQuadError } from '@/protocol/errors';
import type { WireConversation } from '@/protocol/messages';
import { type BatchQueue, createBatchQueue } from '@/server/queue';
import { type OutboxRow, viewEvents } from './events';
import { notInConversation } from './policy';
import type { Relay } from './relay';
import { lockConversations } from './store/conversations';
import { openMemberships } from './store/memberships';
import { insertOutbox } from './store/outbox';
import { advanceReadMarks, bumpViewVersions } from './store/read-marks';
import { readViews } from './store/views';

/** Makes users members of public channels. */
export interface ChannelJoins {
  /**
   * Makes the user a member and resolves, when that is committed, with the conversation as the user has it. The user
   * may read the whole log; earlier messages count as read. Rejects with `forbidden` when there is no such public
   * channel.
   */
  join(userId: string, conversationId: string): Promise<WireConversation>;
}

/** The maximum number of users of one transaction, which holds the lock that sends to the channel wait for. */
const MAX_BATCH = 50;

interface QueuedJoin {
  userId: string;
  resolve: (conversation: WireConversation) => void;
  reject: (error: unknown) => void;
}

/**
 * Groups joins as the message writer groups sends: joins do not depend on each other, so joins of a channel that arrive
 * while one of its transactions runs share the next transaction.
 */
export function createChannelJoins({ db, relay }: { db: Db; relay: Pick<Relay, 'publish'> }): ChannelJoins {
  const queues = new Map<string, BatchQueue<QueuedJoin>>();

  async function commit(conversationId: string, batch: QueuedJoin[]): Promise<void> {
    try {
      const userIds = [...new Set(batch.map(({ userId }) => userId))];
      const { views, outbox } = await commitJoins(db, conversationId, userIds);
      for (const { userId, resolve } of batch) resolve(views.get(userId) as WireConversation);
      relay.publish(outbox);
    } catch (error) {
      // One user can cause this error, so each join is tried by itself. A `QuadError` affects all joins alike.
      if (batch.length === 1 || isQuadError(error)) for (const { reject } of batch) reject(error);
      else for (const join of batch) await commit(conversationId, [join]);
    }
  }

  function queueOf(conversationId: string): BatchQueue<QueuedJoin> {
    const existing = queues.get(conversationId);
    if (existing) return existing;
    const queue = createBatchQueue<QueuedJoin>({
      maxBatch: MAX_BATCH,
      async handle(batch) {
        await commit(conversationId, batch);
        await setImmediate(); // joins that have arrived meanwhile are in the next batch
      },
    });
    queues.set(conversationId, queue);
    return queue;
  }

  return {
    join: (userId, conversationId) =>
      new Promise((resolve, reject) => {
        const queue = queueOf(conversationId);
        queue.add({ userId, resolve, reject });
        void queue.settled().then(() => queues.delete(conversationId));
      }),
  };
}

/** Returns the channel as each user has it, and the events for the users' devices. */
async function commitJoins(
  db: Db,
  conversationId: string,
  userIds: string[],
): Promise<{ views: Map<string, WireConversation>; outbox: OutboxRow[] }> {
  return db.transaction(async (client) => {
    const channel = (await lockConversations(client, [conversationId])).get(conversationId);
    if (!channel?.public) throw notInConversation();
    await openMemberships(client, conversationId, userIds, 1);
    await advanceReadMarks(client, userIds, { [conversationId]: channel.head });
    await bumpViewVersions(client, userIds, [conversationId]);
    const views = await readViews(client, userIds, [conversationId]);
    const outbox = await insertOutbox(client, viewEvents(views, userIds));
    return {
      views: new Map(userIds.map((userId) => [userId, views.get(userId)?.[0] as WireConversation])),
      outbox,
    };
  });
}
