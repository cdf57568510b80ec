import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeConversation } from './change-conversation';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { openMemberships } from './store/memberships';
import { advanceReadMarks, bumpViewVersions } from './store/read-marks';

/**
 * Makes the actor a member of a public channel. The actor may read its whole log; earlier messages count as read.
 * Throws `forbidden`.
 */
export async function joinChannel(
  app: ConversationsContext,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<WireConversation> {
  assertUser(actor);
  return changeConversation(app, actor, conversationId, async (client, conversation) => {
    if (!conversation?.public) throw notInConversation();
    const { userId } = actor;
    await openMemberships(client, conversationId, [userId], 1);
    await advanceReadMarks(client, [userId], { [conversationId]: conversation.head });
    await bumpViewVersions(client, [userId], [conversationId]);
    return [userId];
  });
}
