import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { WireEntry } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor, UserActor } from '@/server/actor';
import { assertNotBlocked } from '@/server/safety/policy';
import { changeMessage } from './change-message';
import type { ConversationsContext } from './context';
import { notInConversation, notInThatConversation } from './policy';
import { directOthers, findConversations, findNearbyFeeds } from './store/conversations';
import { canReadNow, type StoredMessage } from './store/messages';
import { addReaction, removeReaction } from './store/reactions';

/**
 * Adds the actor's reaction to a message in one conversation, or removes it. The readers of that conversation see it. A
 * reaction to a nearby post, which is in many feeds, is visible only to the author and the reacting user: others would
 * learn from it who else was near. Throws `forbidden`, `not_found`, `conflict`, and `blocked` or `declined` when the
 * reaction would reach a blocked user.
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
  return changeMessage(app, actor, {
    messageId,
    find: (message, client) => conversationsShowingReaction(client, actor, conversationId, message),
    async authorise(message, client) {
      const conversationIds = await conversationsShowingReaction(client, actor, conversationId, message);
      if (on)
        await assertNotBlocked(
          client,
          actor.userId,
          await addressees(client, actor, conversationIds, message),
        );
      return conversationIds;
    },
    apply: (client, entryRefs) =>
      on
        ? addReaction(client, { ...reaction, entryRefs })
        : removeReaction(client, { ...reaction, entryRefs }),
  });
}

/** Returns the only recipients of a reaction in direct conversations and nearby posts: the other user or the author. */
async function addressees(
  client: PoolClient,
  { userId }: UserActor,
  conversationIds: string[],
  { senderId }: StoredMessage,
): Promise<string[]> {
  const feeds = senderId === null ? [] : await findNearbyFeeds(client, [senderId]);
  const author = senderId !== null && feeds.some((id) => conversationIds.includes(id)) ? [senderId] : [];
  return [...(await directOthers(client, userId, conversationIds)), ...author];
}

/**
 * Returns the conversations of a message in which a reaction in one of them is visible: that conversation, or, for a
 * nearby post, the feeds of the author and the actor. Throws when the actor cannot react there.
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
