import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeOwnView } from './change-conversation';
import type { ConversationsContext } from './context';
import { advanceReadMarks } from './store/read-marks';

/**
 * Advances the actor's read mark of a conversation to a seq and notifies all the actor's devices; the mark never moves
 * back [D9]. Throws `forbidden`.
 */
export async function markRead(
  app: ConversationsContext,
  { actor, conversationId, seq }: { actor: Actor; conversationId: string; seq: number },
): Promise<WireConversation> {
  assertUser(actor);
  const conversation = await changeOwnView(app, actor, conversationId, async (client) => {
    const moved = await advanceReadMarks(client, [actor.userId], { [conversationId]: seq });
    return moved.length > 0;
  });
  app.notifier.noteRead(actor.userId);
  return conversation;
}
