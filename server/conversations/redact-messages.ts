import { changeMessage } from './change-message';
import type { ConversationsContext } from './context';
import { redact } from './store/messages';

/**
 * Deletes messages of one author, each as its author would: what they said goes, and that they said something is seen.
 * For other commands: it asks for no actor.
 */
export async function redactMessages(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  userId: string,
  messageIds: string[],
): Promise<void> {
  for (const messageId of messageIds)
    await changeMessage(
      app,
      { userId },
      {
        messageId,
        find: ({ entryRefs }) => entryRefs.map((place) => place.conversationId),
        apply: (client) => redact(client, messageId),
      },
    );
}
