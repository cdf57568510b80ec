import type { Node } from '@/server/node';
import { changeMessage } from './change';
import { blank } from './store/messages';

/**
 * Deletes messages of one author, each as its author would: what they said goes, and that they said something is seen.
 * For other commands: it asks for no actor.
 */
export async function blankMessages(
  node: Pick<Node, 'db' | 'relay'>,
  userId: string,
  messageIds: string[],
): Promise<void> {
  for (const messageId of messageIds)
    await changeMessage(
      node,
      { userId },
      {
        messageId,
        find: ({ places }) => places.map((place) => place.conversationId),
        apply: (client) => blank(client, messageId),
      },
    );
}
