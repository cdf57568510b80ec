import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { findTypingState } from './store/receipts';

/**
 * Returns whether the actor tells and is told who is writing (`on`), and whether that exists in the conversation now
 * (`possible`): not in rooms, feeds, large groups and message requests. Throws `forbidden` when the actor is not in it.
 */
export async function showTypingState(
  app: Pick<ConversationsContext, 'db'>,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<{ on: boolean; possible: boolean }> {
  assertUser(actor);
  const state = await findTypingState(app.db.pool, actor.userId, conversationId);
  if (!state) throw notInConversation();
  return state;
}
