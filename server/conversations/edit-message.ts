import type { WireEntry } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { assertReachable } from '@/server/safety/policy';
import { namesIn } from '@/texts/read';
import { changeMessage } from './change-message';
import type { ConversationsContext } from './context';
import { membersNamed, refusalOf, spellings } from './mentions';
import { conversationsOfOwnMessage, writableConversations } from './policy';
import { directOthers } from './store/conversations';
import { rewrite } from './store/messages';
import { usersByName } from './store/users';

/**
 * Replaces the text of the actor's own message in the conversations that the actor is still in; readers see when it was
 * edited. Nearby feeds of users who are blocked keep the old text. Returns the entries of the change. Throws
 * `not_found`, `forbidden` (also when the author has left), `conflict` when the message is deleted, and `blocked` or
 * `declined` for a direct message when the pair is blocked.
 */
export async function editMessage(
  app: ConversationsContext,
  { actor, messageId, text }: { actor: Actor; messageId: string; text: string },
): Promise<WireEntry[]> {
  assertUser(actor);
  app.limits.take('message', actor.userId);
  let unchanged: string[] = [];
  const entries = await changeMessage(app, actor, {
    messageId,
    find: (message, client) => conversationsOfOwnMessage(client, actor, { ...message, id: messageId }),
    async authorise(message, client) {
      const conversationIds = await conversationsOfOwnMessage(client, actor, { ...message, id: messageId });
      const others = await directOthers(client, actor.userId, conversationIds);
      await assertReachable(
        client,
        others.map((otherId) => ({ userId: actor.userId, otherId })),
      );
      const reached = await writableConversations(client, actor, conversationIds);
      unchanged = conversationIds.filter((id) => !reached.includes(id));
      return reached;
    },
    async apply(client, changed) {
      const names = namesIn(text);
      const named = membersNamed(names, await usersByName(client, spellings(names)));
      const refused = refusalOf(named);
      if (refused) throw refused;
      const mentions = named.map(({ userId }) => userId);
      return rewrite(client, { messageId, text, mentions, changed, unchanged });
    },
  });
  app.linkCards.prepare(text);
  return entries;
}
