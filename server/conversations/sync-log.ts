import type { SyncResult } from '@/protocol/events';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { readBlocks } from '@/server/safety/store/blocks';
import type { ConversationsContext } from './context';
import { readLogs } from './store/log';

/**
 * Returns the log after the actor's cursors, and the current state of all the actor's conversations. A client that
 * reads page after page (`continued`) gets the conversations with the last page only, because counting unread messages
 * in all of them costs more than the page.
 */
export async function syncLog(
  app: Pick<ConversationsContext, 'db' | 'readSync'>,
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
  return app.readSync(request);
}
