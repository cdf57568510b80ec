import type { WireEntry } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { noSuchMessage } from './policy';
import { readReplies } from './store/replies';

const PAGE_SIZE = 50;

/**
 * Returns a page of the replies to a message of a conversation, oldest first, after a seq; `more` says that there are
 * others. Throws `not_found` when the actor may not read the message.
 */
export async function listReplies(
  app: Pick<ConversationsContext, 'db'>,
  {
    actor,
    conversationId,
    seq,
    after = 0,
    limit = PAGE_SIZE,
  }: {
    actor: Actor;
    conversationId: string;
    seq: number;
    after?: number | undefined;
    limit?: number | undefined;
  },
): Promise<{ entries: WireEntry[]; more: boolean }> {
  assertUser(actor);
  const page = await readReplies(app.db, actor.userId, { conversationId, seq, after, limit });
  if (!page) throw noSuchMessage();
  return page;
}
