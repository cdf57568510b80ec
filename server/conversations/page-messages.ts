import { z } from 'zod';
import type { WireEntry } from '@/protocol/messages';
import type { Actor } from '@/server/actor';
import { decodeCursor, encodeCursor } from '@/server/cursor';
import type { ConversationsContext } from './context';
import { showHistory } from './show-history';

const seq = z.number().int().min(0).max(2_147_483_647);
const span = z.union([z.strictObject({ before: seq }), z.strictObject({ after: seq })]);

/**
 * Returns a page of the messages of a conversation, in order of seq: the newest ones, those before or after a seq, or
 * those at a cursor. `next` leads to older messages, or with `after` to newer ones. Throws `forbidden`, and
 * `bad_request` for a cursor of another list.
 */
export async function pageMessages(
  app: ConversationsContext,
  {
    actor,
    conversationId,
    limit,
    cursor,
    before,
    after,
  }: {
    actor: Actor;
    conversationId: string;
    limit?: number | undefined;
    cursor?: string | undefined;
    before?: number | undefined;
    after?: number | undefined;
  },
): Promise<{ items: WireEntry[]; next: string | null }> {
  const asked: { before?: number | undefined; after?: number | undefined } = decodeCursor(span, cursor) ?? {
    before,
    after,
  };
  const page = await showHistory(app, { actor, conversationId, limit, ...asked });
  if (asked.after !== undefined)
    return { items: page.entries, next: page.end ? null : encodeCursor({ after: page.to }) };
  return { items: page.entries, next: page.start ? null : encodeCursor({ before: page.from }) };
}
