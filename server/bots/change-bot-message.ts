import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { Actor, BotActor } from '@/server/actor';
import { changeMessage } from '@/server/conversations/change-message';
import { noSuchMessage } from '@/server/conversations/policy';
import { findBotPlaces } from '@/server/conversations/store/bot-places';
import { redact, rewrite, type StoredMessage } from '@/server/conversations/store/messages';
import { addBotReaction, removeBotReaction } from '@/server/conversations/store/reactions';
import type { BotTalkContext } from './context';
import { assertIsBot } from './policy';

/** Bots read nothing, so a change has no author whose entries are returned. */
const NOBODY = { userId: null };

/** Replaces the text of a message of the bot. Throws `not_found`, `forbidden`, and `conflict` when it is deleted. */
export async function editBotMessage(
  app: BotTalkContext,
  { actor, id, messageId, text }: { actor: Actor; id: string; messageId: string; text: string },
): Promise<void> {
  assertIsBot(actor, id);
  app.limits.take('message', `bot:${id}`);
  await changeMessage(app, NOBODY, {
    messageId,
    find: (message) => ownConversations(actor, message),
    authorise: (message, client) => placesOf(client, actor, ownConversations(actor, message)),
    apply: (client, changed) => rewrite(client, { messageId, text, mentions: [], changed, unchanged: [] }),
  });
  app.linkCards.prepare(text);
}

/** Deletes a message of the bot for everybody. Throws `not_found`, and `conflict` when it is deleted already. */
export async function deleteBotMessage(
  app: BotTalkContext,
  { actor, id, messageId }: { actor: Actor; id: string; messageId: string },
): Promise<void> {
  assertIsBot(actor, id);
  app.limits.take('message', `bot:${id}`);
  await changeMessage(app, NOBODY, {
    messageId,
    find: (message) => ownConversations(actor, message),
    apply: (client) => redact(client, messageId),
  });
}

/**
 * Adds a reaction of the bot to a message of a conversation that it is in, or removes it. Throws `not_found`, `forbidden`,
 * and `conflict` when the message is deleted.
 */
export async function reactAsBot(
  app: BotTalkContext,
  {
    actor,
    id,
    place,
    messageId,
    emoji,
    on,
  }: { actor: Actor; id: string; place: string; messageId: string; emoji: string; on: boolean },
): Promise<void> {
  assertIsBot(actor, id);
  app.limits.take('message', `bot:${id}`);
  const find = async ({ entryRefs, deleted }: StoredMessage, client: PoolClient) => {
    const places = await placesOf(client, actor, [place]);
    if (!entryRefs.some(({ conversationId }) => conversationId === place)) throw noSuchMessage();
    if (deleted) throw fail('conflict', 'This message is deleted.');
    return places;
  };
  await changeMessage(app, NOBODY, {
    messageId,
    find,
    authorise: find,
    apply: (client, changed) => {
      const reaction = { messageId, conversationId: place, seq: changed[0]?.seq ?? 0, botId: id, emoji };
      return on ? addBotReaction(client, reaction) : removeBotReaction(client, reaction);
    },
  });
}

/** Returns the ids of the conversations of a message of the bot. */
function ownConversations({ botId }: BotActor, message: StoredMessage): string[] {
  if (message.botId !== botId) throw noSuchMessage();
  if (message.deleted) throw fail('conflict', 'This message is deleted.');
  return message.entryRefs.map(({ conversationId }) => conversationId);
}

/** Returns those conversations that the bot is in, while its authorisation is held. Throws `forbidden` if there are none. */
async function placesOf(client: PoolClient, { botId }: BotActor, ids: string[]): Promise<string[]> {
  const places = await findBotPlaces(
    client,
    ids.map((conversationId) => ({ botId, conversationId })),
  );
  const inside = ids.filter((id) => places.has(`${botId}:${id}`));
  if (inside.length === 0)
    throw fail('forbidden', 'The bot is not in this conversation.', { field: 'place' });
  return inside;
}
