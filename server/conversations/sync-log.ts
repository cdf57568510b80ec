import type { SyncResult } from '@/protocol/events';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { readBlocks } from '@/server/safety/store/blocks';
import type { ConversationsContext } from './context';
import { readLog } from './store/log';
import { readConversations } from './store/views';

/**
 * The log beyond the caller's cursors, and every conversation of theirs as it is now. The log is read after the
 * conversations, so that it holds what their heads promise; what is newer comes live or with the next one. When the
 * caller is reading page after page (`continued`) only the last one has the conversations: to count what is unread in
 * all of them costs more than the page.
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
