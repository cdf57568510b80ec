import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeConversation } from './change-conversation';
import type { ConversationsContext } from './context';
import { assertHasChosenMembers, ownConversation } from './policy';
import { closeMemberships, findMembers } from './store/memberships';
import { bumpViewVersions } from './store/read-marks';

/** Leaves a group or a channel; what was said until now stays readable. Throws `forbidden`, `conflict`. */
export async function leaveConversation(
  app: ConversationsContext,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<WireConversation> {
  assertUser(actor);
  const { userId } = actor;
  return changeConversation(app, actor, conversationId, async (client, locked) => {
    const conversation = await ownConversation(client, actor, locked);
    assertHasChosenMembers(conversation);
    await closeMemberships(client, userId, [conversationId]);
    // A group shows who is in it.
    const rest =
      conversation.kind === 'group'
        ? ((await findMembers(client, [conversationId])).get(conversationId) ?? [])
        : [];
    const notified = [userId, ...rest.map((member) => member.userId)];
    await bumpViewVersions(client, notified, [conversationId]);
    return notified;
  });
}
