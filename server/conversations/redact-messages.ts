import { changeMessage } from './change-message';
import type { ConversationsContext } from './context';
import { redact } from './store/messages';

/**
 * Redacts messages of one user, with the same effect as a deletion by the author. Has no actor: other commands call it.
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
        find: ({ entryRefs }) => entryRefs.map((ref) => ref.conversationId),
        apply: (client) => redact(client, messageId),
      },
    );
}
