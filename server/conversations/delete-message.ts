import type { WireEntry } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeMessage } from './change-message';
import type { ConversationsContext } from './context';
import { conversationsOfOwnMessage } from './policy';
import { redact } from './store/messages';

/**
 * Redacts a message of the actor's own in all its conversations; the entries stay in the log. Returns the entries of
 * the change. Throws `not_found`, `forbidden`, `conflict` when the message is already deleted.
 */
export async function deleteMessage(
  app: ConversationsContext,
  { actor, messageId }: { actor: Actor; messageId: string },
): Promise<WireEntry[]> {
  assertUser(actor);
  app.limits.take('message', actor.userId);
  return changeMessage(app, actor, {
    messageId,
    find: (message, client) => conversationsOfOwnMessage(client, actor, { ...message, id: messageId }),
    apply: (client) => redact(client, messageId),
  });
}
