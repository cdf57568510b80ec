import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';

/**
 * Makes the actor a member of a public channel. The actor may read its whole log; earlier messages count as read.
 * Throws `forbidden`, `rate_limited`.
 */
export async function joinChannel(
  app: Pick<ConversationsContext, 'channelJoins' | 'limits'>,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<WireConversation> {
  assertUser(actor);
  app.limits.take('message', actor.userId);
  return app.channelJoins.join(actor.userId, conversationId);
}
