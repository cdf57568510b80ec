import type { PoolClient } from 'pg';
import type { WireConversation } from '@/protocol/messages';
import type { UserActor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { viewEvents } from './events';
import { notInConversation } from './policy';
import { type LockedConversation, lockConversations } from './store/conversations';
import { insertOutbox } from './store/outbox';
import { readViews } from './store/views';

/**
 * Changes who is in a conversation: `change` does so under the conversation's lock (undefined when there is none) and
 * returns the ids of the users whose view is different now; all of their devices are told. Returns the conversation as
 * the actor has it. Throws `forbidden` when they do not have it.
 */
export function changeConversation(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  actor: UserActor,
  conversationId: string,
  change: (client: PoolClient, conversation: LockedConversation | undefined) => Promise<string[]>,
): Promise<WireConversation> {
  return changeViews(app, actor, conversationId, async (client) => {
    const locked = await lockConversations(client, [conversationId]);
    return change(client, locked.get(conversationId));
  });
}

/**
 * Changes what the actor alone has of a conversation, without the conversation's lock, for which its writers would wait:
 * `change` locks the actor's own rows, and returns whether anything is different now; then all devices of the actor are
 * told. Returns the conversation as the actor has it. Throws `forbidden` when they do not have it.
 */
export function changeOwnView(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  actor: UserActor,
  conversationId: string,
  change: (client: PoolClient) => Promise<boolean>,
): Promise<WireConversation> {
  return changeViews(app, actor, conversationId, async (client) =>
    (await change(client)) ? [actor.userId] : [],
  );
}

async function changeViews(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  actor: UserActor,
  conversationId: string,
  change: (client: PoolClient) => Promise<string[]>,
): Promise<WireConversation> {
  const { conversation, outbox } = await app.db.transaction(async (client) => {
    const changed = await change(client);
    const views = await readViews(client, [...new Set([actor.userId, ...changed])], [conversationId]);
    const conversation = views.get(actor.userId)?.[0];
    if (!conversation) throw notInConversation();
    return { conversation, outbox: await insertOutbox(client, viewEvents(views, changed)) };
  });
  app.relay.publish(outbox);
  return conversation;
}
