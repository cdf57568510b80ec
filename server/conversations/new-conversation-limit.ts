import type { UserActor } from '@/server/actor';
import type { ConversationsContext } from './context';

/**
 * Returns a function that charges the actor's limit for new conversations, or for the users added to one. A second call
 * charges only the increase, because a retried commit repeats the call. The function throws `rate_limited`.
 */
export function newConversationLimit(
  { limits }: Pick<ConversationsContext, 'limits'>,
  actor: UserActor,
): (count: number) => void {
  let counted = 0;
  return (count) => {
    if (count <= counted) return;
    limits.take(actor.guest ? 'guestConversation' : 'newConversation', actor.userId, count - counted);
    counted = count;
  };
}
