import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { WireEntry } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor, UserActor } from '@/server/actor';
import { assertReachable } from '@/server/safety/policy';
import type { Pair, PairState } from '@/server/safety/store/blocks';
import { answerRequest } from './answer-request';
import { changeMessage } from './change-message';
import type { ConversationsContext } from './context';
import { notInConversation, notInThatConversation } from './policy';
import { directOthers, findConversations, findNearbyFeeds } from './store/conversations';
import { canReadNow, type StoredMessage } from './store/messages';
import { addReaction, removeReaction } from './store/reactions';

/**
 * Adds the actor's reaction to a message in one conversation, or removes it. All readers of the conversation see the
 * reaction. If the message is in the feeds of several users nearby, only its author and the actor see the reaction:
 * others would learn from it who else was near. A reaction accepts a message request. Returns no entries when nothing changes: the reaction exists already, or
 * the message has the maximum number of different emoji (`MAX_DIFFERENT_EMOJI`). Throws `forbidden`, `not_found`,
 * `conflict`, and `blocked` or `declined` when the reaction would reach a user who blocked the actor or whom the actor
 * blocked.
 */
export async function react(
  app: ConversationsContext,
  {
    actor,
    conversationId,
    messageId,
    emoji,
    on,
  }: { actor: Actor; conversationId: string; messageId: string; emoji: string; on: boolean },
): Promise<WireEntry[]> {
  assertUser(actor);
  app.limits.take('message', actor.userId);
  const reaction = { messageId, userId: actor.userId, emoji };
  let requests: PairState[] = [];
  const entries = await changeMessage(app, actor, {
    messageId,
    find: (message, client) => conversationsShowingReaction(client, actor, conversationId, message),
    async authorise(message, client) {
      const conversationIds = await conversationsShowingReaction(client, actor, conversationId, message);
      if (on)
        requests = await assertReachable(client, await addressees(client, actor, conversationIds, message));
      return conversationIds;
    },
    apply: (client, entryRefs) =>
      on
        ? addReaction(client, { ...reaction, entryRefs })
        : removeReaction(client, { ...reaction, entryRefs }),
  });
  // A reaction answers a message request, as a message does.
  if (requests.length > 0) await answerRequest(app, { actor, conversationId, answer: 'accept' });
  return entries;
}

/**
 * Returns the actor with each user who must not have blocked the actor, nor be blocked: the other user of a direct
 * conversation, and the author of a message nearby. In groups and rooms a block does not prevent reactions.
 */
async function addressees(
  client: PoolClient,
  { userId }: UserActor,
  conversationIds: string[],
  { senderId }: StoredMessage,
): Promise<Pair[]> {
  const feeds = senderId === null ? [] : await findNearbyFeeds(client, [senderId]);
  const author = senderId !== null && feeds.some((id) => conversationIds.includes(id)) ? [senderId] : [];
  const direct = await directOthers(client, userId, conversationIds);
  return [
    ...direct.map((otherId) => ({ userId, otherId, contact: true })),
    ...author.map((otherId) => ({ userId, otherId })),
  ];
}

/**
 * Returns the conversations of a message in which a reaction in one of them is visible: this conversation, or, for a
 * message nearby, the feeds of the author and the actor. Throws when the actor cannot react there.
 */
async function conversationsShowingReaction(
  client: PoolClient,
  actor: UserActor,
  conversationId: string,
  message: StoredMessage,
): Promise<string[]> {
  const entryRef = message.entryRefs.find((ref) => ref.conversationId === conversationId);
  if (!entryRef) throw notInConversation();
  if (!(await canReadNow(client, { userId: actor.userId, ...entryRef }))) {
    const conversation = (await findConversations(client, [conversationId])).get(conversationId);
    throw conversation ? notInThatConversation(actor.userId, conversation) : notInConversation();
  }
  if (message.deleted) throw fail('conflict', 'This message is deleted.');
  const feeds = await findNearbyFeeds(client, [
    actor.userId,
    ...(message.senderId ? [message.senderId] : []),
  ]);
  return feeds.includes(conversationId)
    ? feeds.filter((id) => message.entryRefs.some((ref) => ref.conversationId === id))
    : [conversationId];
}
