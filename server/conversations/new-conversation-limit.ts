import type { UserActor } from '@/server/actor';
import type { ConversationsContext } from './context';

/**
 * What takes the conversations that a command begins, or what the people cost whom it brings into one, from the actor's limit. It may be told the same again, as by a
 * commit that is tried again: what was taken counts. Throws `rate_limited`.
 */
export function newConversationLimit(
  { limits }: Pick<ConversationsContext, 'limits'>,
  actor: UserActor,
): (count: number) => void {
  let taken = 0;
  return (count) => {
    if (count <= taken) return;
    limits.take(actor.guest ? 'guestConversation' : 'newConversation', actor.userId, count - taken);
    taken = count;
  };
}
