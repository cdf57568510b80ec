import type { PoolClient } from 'pg';
import type { WireConversation } from '@/protocol/messages';
import type { UserActor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { announceConversation } from './announce-conversation';
import { notYours } from './policy';
import { type Locked, lockConversations } from './store/conversations';
import { readConversations } from './store/state';

/**
 * Changes who is in a conversation, or what one of them has of it: `change` does so under the conversation's lock
 * (undefined when there is none) and names those whose view is different now; all of their devices hear of it.
 * Answers the conversation as the actor has it. Throws `forbidden` when they have it not.
 */
export async function changeConversation(
  app: Pick<AppServices, 'db' | 'relay'>,
  actor: UserActor,
  conversationId: string,
  change: (client: PoolClient, conversation: Locked | undefined) => Promise<string[]>,
): Promise<WireConversation> {
  const { conversation, outbox } = await app.db.transaction(async (client) => {
    const locked = await lockConversations(client, [conversationId]);
    const told = await change(client, locked.get(conversationId));
    const outbox = await announceConversation(client, conversationId, told);
    const [conversation] = await readConversations(client, actor.userId, [conversationId]);
    if (!conversation) throw notYours();
    return { conversation, outbox };
  });
  app.relay.publish(outbox);
  return conversation;
}
