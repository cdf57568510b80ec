import type { SyncResult } from '@/protocol/events';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { readLists } from './store/lists';
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
    const [[lists], [page]] = await app.db.pipeline((client) =>
      Promise.all([readLists(client, [actor.userId]), readLogs(client, [request])]),
    );
    if (lists && page && !page.complete) return { ...lists, conversations: [], ...page };
  }
  return app.readSync(request);
}
