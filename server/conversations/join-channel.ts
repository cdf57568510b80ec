import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeConversation } from './change-conversation';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { openMemberships } from './store/memberships';
import { advanceReadMarks, bumpViewVersions } from './store/read-marks';

/** Enters a public channel, whose whole log may be read then; what was said before counts as read. Throws `forbidden`. */
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
