import type { PoolClient } from 'pg';
import type { SyncResult } from '@/protocol/events';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { readBlocks } from '@/server/safety/store/blocks';
import type { ConversationsContext } from './context';
import { type LogPage, type LogRequest, readLogs } from './store/log';
import { readViews } from './store/views';

/**
 * Returns the log after the actor's cursors, and the current state of all the actor's conversations. A client that
 * reads page after page (`continued`) gets the conversations with the last page only, because counting unread messages
 * in all of them costs more than the page.
 */
export async function syncLog(
  app: Pick<ConversationsContext, 'db'>,
  {
    actor,
    cursors,
    continued = false,
  }: { actor: Actor; cursors: Record<string, number>; continued?: boolean | undefined },
): Promise<SyncResult> {
  assertUser(actor);
  const request = { userId: actor.userId, cursors };
  if (continued) {
    const [[blocked], [page]] = await app.db.pipeline((client) =>
      Promise.all([readBlocks(client, [actor.userId]), readLogs(client, [request])]),
    );
    if (blocked && page && !page.complete) return { blocked, conversations: [], ...page };
  }
  const [result] = await app.db.pipeline((client) => readSyncs(client, [request]));
  return result as SyncResult;
}

/**
 * Returns the results of `syncLog` for many users, in the order of the requests, in one round trip. `client` must be one
 * connection: the logs are read after the conversations, so that they have every entry up to their heads; newer entries
 * arrive live or with the next sync.
 */
export async function readSyncs(
  client: Pick<PoolClient, 'query'>,
  requests: readonly LogRequest[],
): Promise<SyncResult[]> {
  const userIds = requests.map(({ userId }) => userId);
  const [blocks, views, pages] = await Promise.all([
    readBlocks(client, userIds),
    readViews(client, [...new Set(userIds)], null),
    readLogs(client, requests),
  ]);
  return requests.map(({ userId }, n) => ({
    blocked: blocks[n] as SyncResult['blocked'],
    conversations: views.get(userId) ?? [],
    ...(pages[n] as LogPage),
  }));
}
