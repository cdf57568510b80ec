import type { PoolClient } from 'pg';
import type { WireConversation } from '@/protocol/messages';
import { readViews } from '@/server/conversations/store/views';

/** Returns the number of unread messages for the badge of each user, as the page counts them (`totalUnread`). */
export async function readUnread(
  client: Pick<PoolClient, 'query'>,
  userIds: string[],
): Promise<Map<string, number>> {
  const views = await readViews(client, userIds, null);
  return new Map([...views].map(([userId, conversations]) => [userId, sumOf(conversations)]));
}

function sumOf(conversations: readonly WireConversation[]): number {
  let sum = 0;
  for (const { request, muted, mentions, unread, markedUnread } of conversations)
    if (!request) sum += Math.max(muted ? mentions : unread, markedUnread ? 1 : 0);
  return sum;
}
