import { z } from 'zod';
import type { WireRoom } from '@/protocol/safety';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { decodeCursor, PAGE_ITEMS, pageOf } from '@/server/cursor';
import type { ConversationsContext } from './context';
import { readRooms } from './store/conversations';

// As `toISOString` writes it; PostgreSQL knows no year 0.
const at = z.iso.datetime({ precision: 3 }).regex(/^(?!0000)/);
const position = z.strictObject({ at, id: z.uuid() });

/**
 * Returns a page of all groups and channels, the newest first, with owner and size and without a text: of private ones
 * not even the title. Throws `bad_request` for a cursor of another list.
 */
export async function listRooms(
  app: Pick<ConversationsContext, 'db'>,
  {
    actor,
    limit = PAGE_ITEMS,
    cursor,
  }: { actor: Actor; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: WireRoom[]; next: string | null }> {
  assertAdministrator(actor);
  const after = decodeCursor(position, cursor);
  const rooms = await readRooms(app.db.pool, { after, limit: limit + 1 });
  const items = rooms.map(({ at, ...room }) => ({ ...room, at: at.toISOString() }));
  return pageOf(items, limit, ({ at, id }) => ({ at, id }));
}
