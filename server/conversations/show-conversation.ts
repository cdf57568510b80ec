import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { readConversations } from './store/views';

/** Returns a conversation as the actor has it now. Throws `forbidden` when the actor does not have it. */
export async function showConversation(
  app: Pick<ConversationsContext, 'db'>,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<WireConversation> {
  assertUser(actor);
  const [conversation] = await readConversations(app.db.pool, actor.userId, [conversationId]);
  if (!conversation) throw notInConversation();
  return conversation;
}
