import type { PoolClient } from 'pg';
import { beginOf, type Db } from '@/db/client';
import { fail } from '@/protocol/errors';
import type { WireConversation } from '@/protocol/messages';
import { createBatchedCall } from '@/server/queue';
import type { OutboxEvent, OutboxRow } from './events';
import { notInConversation } from './policy';
import type { Relay } from './relay';
import { lockConversations } from './store/conversations';
import { draftEvent, presentDraft } from './store/drafts';
import { ownViewOf, readJoinedChannel } from './store/joined-channels';
import { openMemberships } from './store/memberships';
import { insertOutbox } from './store/outbox';
import { markJoined } from './store/read-marks';

/** Makes users members of public channels. */
export interface ChannelJoins {
  /**
   * Makes the user a member and resolves, when that is committed, with the conversation as the user has it. The user
   * may read the whole log; earlier messages count as read. Rejects with `forbidden` when there is no such public
   * channel, or
   * when its owner removed the user.
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
      const { views, outbox } = await db.pipeline((client) => joinTogether(client, conversationId, userIds));
      relay.publish(outbox);
      return joins.map(({ userId }) => views.get(userId) as WireConversation);
    },
  });
  return {
    async join(userId, conversationId) {
      try {
        return await join({ userId, conversationId });
      } catch (error) {
        throw error instanceof Removed ? removedFrom() : error;
      }
    },
  };
}

/**
 * Makes users members of a public channel in one transaction, in two round trips. The number of statements and events
 * does not depend on the number of users, except that each stored draft is an event for its user alone. Throws
 * `forbidden` when there is no such channel, or when its owner removed one of the users.
 */
async function joinTogether(
  client: PoolClient,
  conversationId: string,
  userIds: string[],
): Promise<{ views: Map<string, WireConversation>; outbox: OutboxRow[] }> {
  const begun = client.query(beginOf({ keepsPlans: true }));
  const locked = lockConversations(client, [conversationId]);
  const written = Promise.all([
    begun,
    openMemberships(client, conversationId, userIds, 1),
    markJoined(client, conversationId, userIds),
    readJoinedChannel(client, conversationId),
  ]);
  written.catch(() => {}); // a channel that does not exist is refused below
  const found = (await locked).get(conversationId);
  const wasRemoved = found?.removed.some((userId) => userIds.includes(userId));
  if (!found?.public || wasRemoved) {
    // A statement that followed the ROLLBACK would be a transaction of its own.
    await written.catch(() => {});
    throw found?.public ? new Removed() : notInConversation();
  }
  const [, , marks, { channel, roster }] = await written;

  const own = Object.fromEntries(marks.map((mark) => [mark.userId, ownViewOf(mark)]));
  const drafts = new Map(
    marks.flatMap((mark) => {
      const draft = presentDraft(mark);
      return draft ? [[mark.userId, draft] as const] : [];
    }),
  );
  const events: OutboxEvent[] = [
    { to: 'nodes', body: { type: 'room_joined', conversationId, roster, userIds } },
    { to: 'people', userIds, body: { type: 'joined', channel, own } },
    ...[...drafts].map(([userId, draft]) => draftEvent(userId, conversationId, draft)),
  ];
  // After an error of the statement the COMMIT is a ROLLBACK.
  const [outbox] = await Promise.all([insertOutbox(client, events), client.query('COMMIT')]);
  return {
    views: new Map(
      Object.entries(own).map(([userId, view]) => {
        const draft = drafts.get(userId);
        return [userId, { ...channel, ...view, ...(draft && { draft }) }];
      }),
    ),
    outbox,
  };
}

/** The owner removed one of the users. It is no `QuadError`, which would refuse the whole batch. */
class Removed extends Error {}

const removedFrom = () =>
  fail('forbidden', 'The owner of this channel removed you. A member can add you again.', {
    field: 'conversation',
  });
