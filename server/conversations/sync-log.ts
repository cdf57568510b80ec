import type { SyncResult } from '@/protocol/events';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { readBlocks } from '@/server/safety/store/blocks';
import type { ConversationsContext } from './context';
import { readLog } from './store/log';
import { readConversations } from './store/views';

/**
 * Returns the log after the actor's cursors, and the current state of all the actor's conversations. Reads the log
 * after the conversations, so that it has every entry up to their heads; newer entries arrive live or with the next
 * sync. A client that reads page after page (`continued`) gets the conversations with the last page only, because
 * counting unread messages in all of them costs more than the page.
 */
export async function syncLog(
  app: ConversationsContext,
  {
    actor,
    cursors,
    continued = false,
  }: { actor: Actor; cursors: Record<string, number>; continued?: boolean | undefined },
): Promise<SyncResult> {
  assertUser(actor);
  const blocked = await readBlocks(app.db.pool, actor.userId);
  if (continued) {
    const page = await readLog(app.db, actor.userId, cursors);
    if (!page.complete) return { blocked, conversations: [], ...page };
  }
  const conversations = await readConversations(app.db.pool, actor.userId);
  return { blocked, conversations, ...(await readLog(app.db, actor.userId, cursors)) };
}
