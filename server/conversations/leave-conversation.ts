import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeConversation } from './change-conversation';
import type { ConversationsContext } from './context';
import { assertHasChosenMembers, ownConversation } from './policy';
import { passOwnership } from './store/conversations';
import { closeMemberships, findConnectedMembers, findMemberIds } from './store/memberships';
import { participationsIn } from './store/participation';
import { bumpViewVersions } from './store/read-marks';

/**
 * Ends the actor's membership of a group or a channel; earlier messages stay readable. If the actor owns it, the member
 * with the longest stay becomes the owner. Throws `forbidden`, and
 * `conflict` for other kinds of conversation.
 */
export async function leaveConversation(
  app: ConversationsContext,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<WireConversation> {
  assertUser(actor);
  const { userId } = actor;
  return changeConversation(app, actor, conversationId, async (client, locked) => {
    const conversation = await ownConversation(client, actor, locked);
    assertHasChosenMembers(conversation);
    await closeMemberships(client, [{ userId, conversationId }]);
    const owner =
      conversation.ownerId === userId ? await passOwnership(client, conversationId, userId) : null;
    // Members of a group see its member list, and all members see a new owner, so they get an event too.
    const isShown = conversation.kind === 'group' || owner !== null;
    const rest = isShown ? await findMemberIds(client, conversationId) : [];
    await bumpViewVersions(client, participationsIn(conversationId, [userId, ...rest]));
    const told =
      isShown && conversation.kind === 'channel' ? await findConnectedMembers(client, conversationId) : rest;
    return [userId, ...told];
  });
}
