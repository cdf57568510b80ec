import { fail } from '@/protocol/errors';
import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeConversation } from './change-conversation';
import type { ConversationsContext } from './context';
import { ownConversation } from './policy';
import { setRequests } from './store/requests';

/**
 * Accepts or ignores a message request on all the actor's devices; nobody else is told. Accepting an accepted
 * conversation changes nothing. Throws `forbidden`, and `conflict` when the conversation to ignore is no request.
 */
export async function answerRequest(
  app: ConversationsContext,
  { actor, conversationId, answer }: { actor: Actor; conversationId: string; answer: 'accept' | 'ignore' },
): Promise<WireConversation> {
  assertUser(actor);
  const { userId } = actor;
  const request = answer === 'accept' ? null : 'ignored';
  // Under the lock of the conversation, so that a concurrent message of the actor accepts the request in any case.
  const conversation = await changeConversation(app, actor, conversationId, async (client, locked) => {
    await ownConversation(client, actor, locked);
    const changed = await setRequests(client, [{ conversationId, userId, request }]);
    return changed.map((change) => change.userId);
  });
  if (answer === 'ignore' && conversation.request !== 'ignored')
    throw fail('conflict', 'This conversation is no message request. Mute it, or block the person.', {
      field: 'conversation',
    });
  return conversation;
}
