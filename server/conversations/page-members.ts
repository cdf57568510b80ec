import { z } from 'zod';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { decodeCursor, PAGE_ITEMS, pageOf } from '@/server/cursor';
import type { ConversationsContext } from './context';
import { type Named, unstoredMembers } from './list-members';
import { readMembersAfter } from './store/memberships';

const position = z.strictObject({ id: z.string().max(64) });

/**
 * Returns a page of what `listMembers` returns, in order of username. Throws `forbidden`, and `bad_request` for a
 * cursor of another list.
 */
export async function pageMembers(
  app: ConversationsContext,
  {
    actor,
    conversationId,
    limit = PAGE_ITEMS,
    cursor,
  }: { actor: Actor; conversationId: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: Named[]; next: string | null }> {
  assertUser(actor);
  const after = decodeCursor(position, cursor)?.id ?? '';
  const shown = await unstoredMembers(app, actor.userId, conversationId);
  const members = shown
    ? shown.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1))
    : (await readMembersAfter(app.db.pool, conversationId, { after, limit: limit + 1 })).map(
        ({ username, name }) => ({ id: username, name }),
      );
  return pageOf(members, limit, ({ id }) => ({ id }));
}
