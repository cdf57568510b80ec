import { type ConversationIdentity, otherUserOf } from './store/conversations';
import type { RequestChange } from './store/requests';

/**
 * Collects what the accepted messages of a transaction change about message requests. `own` has the pairs
 * `<user>:<other>` of users who have their direct conversation as a request.
 */
export function collectRequestChanges(own: ReadonlySet<string>) {
  const requests = new Set(own);
  const changes = new Map<string, RequestChange>();
  return {
    /**
     * Notes a message to a conversation, before its seq is assigned: the first message of a direct conversation makes it
     * a request of the other user, and a message of a user who has it as a request accepts it.
     */
    note({ id, kind, key, head }: ConversationIdentity & { head: number }, userId: string | null): void {
      const otherId = userId === null ? null : otherUserOf({ kind, key }, userId);
      if (kind !== 'direct' || userId === null || otherId === null) return;
      if (head === 0) {
        requests.add(`${otherId}:${userId}`);
        changes.set(`${id}:${otherId}`, { conversationId: id, userId: otherId, request: 'waiting' });
      } else if (requests.delete(`${userId}:${otherId}`))
        changes.set(`${id}:${userId}`, { conversationId: id, userId, request: null });
    },
    changes: (): RequestChange[] => [...changes.values()],
  };
}
