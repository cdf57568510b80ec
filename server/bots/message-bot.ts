import { fail } from '@/protocol/errors';
import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { viewEvents } from '@/server/conversations/events';
import { newConversationLimit } from '@/server/conversations/new-conversation-limit';
import { botKey, insertConversation, lockByKey } from '@/server/conversations/store/conversations';
import { findOpenMemberships, openMemberships } from '@/server/conversations/store/memberships';
import { insertOutbox } from '@/server/conversations/store/outbox';
import { readViews } from '@/server/conversations/store/views';
import type { BotTalkContext } from './context';
import { insertPlace } from './place-store';
import { findBots } from './store';

/**
 * Begins the conversation of the actor with an authorised bot, or returns it: a group of the actor alone, in which the bot
 * hears every message. Throws `not_found`, `rate_limited`.
 */
export async function messageBot(
  app: BotTalkContext,
  { actor, bot: id }: { actor: Actor; bot: string },
): Promise<WireConversation> {
  assertUser(actor);
  app.limits.take('message', actor.userId);
  const bot = (await findBots(app.db, { authorised: true })).find((each) => each.id === id);
  if (!bot) throw fail('not_found', `There is no bot ${id} that is authorised.`, { field: 'bot' });
  const { userId } = actor;
  const key = botKey(id, userId);
  const { conversation, outbox } = await app.db.transaction(async (client) => {
    const created = await insertConversation(client, {
      kind: 'group',
      key,
      title: bot.name ?? id,
      topic: null,
      public: false,
      buildingId: null,
      createdBy: userId,
    });
    if (created !== null) newConversationLimit(app, actor)(1);
    const known = (await lockByKey(client, [key])).get(key);
    if (!known) throw new Error('a conversation that was just created is not there');
    const open = await findOpenMemberships(client, [{ userId, conversationId: known.id }]);
    if (open.size === 0) await openMemberships(client, known.id, [userId], known.head + 1);
    if (!(await insertPlace(client, { botId: id, conversationId: known.id, direct: true }, 0)))
      throw fail('not_found', `There is no bot ${id} that is authorised.`, { field: 'bot' });
    const views = await readViews(client, [userId], [known.id]);
    const [conversation] = views.get(userId) as [WireConversation];
    return { conversation, outbox: await insertOutbox(client, viewEvents(views, [userId])) };
  });
  app.relay.publish(outbox);
  return conversation;
}
