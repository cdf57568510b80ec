import type { HistoryPage } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { readHistory, type Span } from './store/log';

const PAGE_SIZE = 50;

/**
 * Returns a page of a conversation's log: its last entries, or the entries before, after or around a seq. Throws
 * `forbidden`.
 */
export async function showHistory(
  app: ConversationsContext,
  {
    actor,
    conversationId,
    limit = PAGE_SIZE,
    ...span
  }: { actor: Actor; conversationId: string; limit?: number | undefined } & Span,
): Promise<HistoryPage> {
  assertUser(actor);
  const page = await readHistory(app.db, actor.userId, conversationId, span, limit);
  if (!page) throw notInConversation();
  return page;
}
