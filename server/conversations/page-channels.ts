import { z } from 'zod';
import type { WireChannel } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { decodeCursor, PAGE_ITEMS, pageOf } from '@/server/cursor';
import type { ConversationsContext } from './context';
import { listPublicChannels } from './store/conversations';

const position = z.strictObject({ title: z.string().max(400), id: z.uuid() });

/** Returns a page of the public channels, ordered by title. Throws `bad_request` for a cursor of another list. */
export async function pageChannels(
  app: ConversationsContext,
  {
    actor,
    limit = PAGE_ITEMS,
    cursor,
  }: { actor: Actor; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: WireChannel[]; next: string | null }> {
  assertUser(actor);
  const after = decodeCursor(position, cursor);
  const channels = await listPublicChannels(app.db.pool, actor.userId, { after, limit: limit + 1 });
  return pageOf(channels, limit, ({ title, id }) => ({ title, id }));
}
