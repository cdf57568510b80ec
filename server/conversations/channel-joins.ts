import type { Db } from '@/db/client';
import type { WireConversation } from '@/protocol/messages';
import { createBatchedCall } from '@/server/queue';
import { viewEvents } from './events';
import { notInConversation } from './policy';
import type { Relay } from './relay';
import { lockConversations } from './store/conversations';
import { openMemberships } from './store/memberships';
import { insertOutbox } from './store/outbox';
import { participationsIn } from './store/participation';
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

/**
 * Groups joins as the message writer groups sends: joins do not depend on each other, so joins of a channel that arrive
 * while one of its transactions runs share the next transaction.
 */
export function createChannelJoins({ db, relay }: { db: Db; relay: Pick<Relay, 'publish'> }): ChannelJoins {
  const join = createBatchedCall<{ userId: string; conversationId: string }, WireConversation>({
    keyOf: ({ conversationId }) => conversationId,
    maxBatch: MAX_BATCH,
    async run(joins) {
      const { conversationId } = joins[0] as (typeof joins)[0];
      const userIds = [...new Set(joins.map(({ userId }) => userId))];
      const { views, outbox } = await db.transaction(async (client) => {
        const channel = (await lockConversations(client, [conversationId])).get(conversationId);
        if (!channel?.public) throw notInConversation();
        await openMemberships(client, conversationId, userIds, 1);
        await advanceReadMarks(client, userIds, { [conversationId]: channel.head });
        await bumpViewVersions(client, participationsIn(conversationId, userIds));
        const views = await readViews(client, userIds, [conversationId]);
        return { views, outbox: await insertOutbox(client, viewEvents(views, userIds)) };
      });
      relay.publish(outbox);
      return joins.map(({ userId }) => views.get(userId)?.[0] as WireConversation);
    },
  });
  return { join: (userId, conversationId) => join({ userId, conversationId }) };
}
