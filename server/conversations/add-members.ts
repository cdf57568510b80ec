import { fail } from '@/protocol/errors';
import { MAX_MEMBERS } from '@/protocol/fields';
import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { costOfRecipients } from '@/server/limits';
import { assertReachable } from '@/server/safety/policy';
import { changeConversation } from './change-conversation';
import type { ConversationsContext } from './context';
import { findUserIds } from './find-user-ids';
import { newConversationLimit } from './new-conversation-limit';
import { assertHasChosenMembers, ownConversation } from './policy';
import { clearRemoved, isWithBot } from './store/conversations';
import { findMembers, openMemberships } from './store/memberships';
import { participationsIn } from './store/participation';
import { bumpViewVersions, markJoined } from './store/read-marks';

/**
 * Adds users to a group or a channel that the actor is in, and returns the conversation as the actor has it. New
 * members of a group read the entries from now on, new members of a channel the whole log. Throws `not_found` (naming
 * the unknown user), `forbidden`, `conflict` when the group is full, `blocked` or `declined` for a user who is blocked,
 * and `rate_limited` by the number of added users.
 */
export async function addMembers(
  app: ConversationsContext,
  { actor, conversationId, users }: { actor: Actor; conversationId: string; users: string[] },
): Promise<WireConversation> {
  assertUser(actor);
  app.limits.take('message', actor.userId, costOfRecipients(users.length));
  const begin = newConversationLimit(app, actor);
  return changeConversation(app, actor, conversationId, async (client, locked) => {
    const conversation = await ownConversation(client, actor, locked);
    assertHasChosenMembers(conversation);
    if (isWithBot(conversation))
      throw fail('conflict', 'Nobody can be added to a conversation with a bot.', { field: 'conversation' });
    const { kind, head } = conversation;
    const chosen = await findUserIds(client, users);
    const members = (await findMembers(client, [conversationId])).get(conversationId) ?? [];
    const memberIds = members.map((member) => member.userId);
    const newcomers = chosen.filter((userId) => !memberIds.includes(userId));
    if (newcomers.length === 0) return [];
    await assertReachable(
      client,
      newcomers.map((otherId) => ({ userId: actor.userId, otherId, contact: true })),
      'users',
    );
    if (kind === 'group' && memberIds.length + newcomers.length > MAX_MEMBERS)
      throw fail('conflict', `A group has at most ${MAX_MEMBERS} people. Create a channel instead.`, {
        field: 'users',
      });
    // The conversation counts as a new one for each added user.
    begin(costOfRecipients(newcomers.length));
    if (newcomers.some((userId) => conversation.removed.includes(userId)))
      await clearRemoved(client, conversationId, newcomers);
    await openMemberships(client, conversationId, newcomers, kind === 'group' ? head + 1 : 1);
    await markJoined(client, conversationId, newcomers);
    const notified = kind === 'group' ? [...memberIds, ...newcomers] : newcomers;
    await bumpViewVersions(client, participationsIn(conversationId, notified));
    return notified;
  });
}
