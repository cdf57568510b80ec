import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeOwnView } from './change-conversation';
import type { ConversationsContext } from './context';
import { setOwnMark } from './store/read-marks';

/**
 * Marks a conversation as unread on all the actor's devices, until it is read again. The read mark stays where it is
 * [D9]. Throws `forbidden`.
 */
export async function markUnread(
  app: ConversationsContext,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<WireConversation> {
  assertUser(actor);
  const { userId } = actor;
  return changeOwnView(app, actor, conversationId, (client) =>
    setOwnMark(client, { userId, conversationId, mark: 'unread', on: true }),
  );
}
