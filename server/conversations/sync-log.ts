import type { SyncResult } from '@/protocol/events';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { readBlocks } from '@/server/safety/store/blocks';
import { readLog } from './store/log';
import { readConversations } from './store/state';

/**
 * The log beyond the caller's cursors, and every conversation of theirs as it is now. The log is read after the
 * conversations, so that it holds what their heads promise; what is newer comes live or with the next one.
 */
export async function syncLog(
  node: Node,
  { actor, cursors }: { actor: Actor; cursors: Record<string, number> },
): Promise<SyncResult> {
  assertUser(actor);
  const blocked = await readBlocks(node.db.pool, actor.userId);
  const conversations = await readConversations(node.db.pool, actor.userId);
  return { blocked, conversations, ...(await readLog(node.db, actor.userId, cursors)) };
}
