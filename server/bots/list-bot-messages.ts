import { z } from 'zod';
import type { Actor } from '@/server/actor';
import { decodeCursor, PAGE_ITEMS, pageOf } from '@/server/cursor';
import type { BotsContext } from './context';
import { assertMayManage } from './policy';
import { readBotMessages } from './store';

// As `toISOString` writes it; PostgreSQL knows no year 0.
const at = z.iso.datetime({ precision: 3 }).regex(/^(?!0000)/);
const position = z.strictObject({ at, id: z.uuid() });

/**
 * Returns a page of the messages of a bot, the newest first. For the owner and administrators. Throws `not_found`, and
 * `bad_request` for a cursor of another list.
 */
export async function listBotMessages(
  app: BotsContext,
  {
    actor,
    id,
    limit = PAGE_ITEMS,
    cursor,
  }: { actor: Actor; id: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: { id: string; at: string; text: string }[]; next: string | null }> {
  await assertMayManage(app, actor, id);
  const after = decodeCursor(position, cursor);
  const messages = await readBotMessages(app.db, id, { after, limit: limit + 1 });
  const items = messages.map((message) => ({ ...message, at: message.at.toISOString() }));
  return pageOf(items, limit, ({ at, id }) => ({ at, id }));
}
