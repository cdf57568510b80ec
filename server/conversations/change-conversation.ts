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
 * Changes the members of a conversation. `change` runs under the conversation's lock (its argument is undefined when
 * the conversation does not exist) and returns the ids of the users whose view changed; these users get events on all
 * their devices. Returns the conversation as the actor has it. Throws `forbidden` when the actor does not have the
 * conversation.
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
 * Changes the actor's own view of a conversation without the conversation's lock, because writers would wait for it.
 * `change` locks the actor's own rows and returns whether the view changed; if so, all devices of the actor get an
 * event. Returns the conversation as the actor has it. Throws `forbidden` when the actor does not have the
 * conversation.
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
