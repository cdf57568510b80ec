import { z } from 'zod';
import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { decodeCursor, PAGE_ITEMS, pageOf } from '@/server/cursor';
import type { ConversationsContext } from './context';

const position = z.strictObject({ at: z.string(), id: z.string() });
type Position = z.infer<typeof position>;

/**
 * Returns a page of the actor's conversations as they are now, the one with the newest message first. Throws
 * `bad_request` for a cursor of another list.
 */
export async function listConversations(
  { readSync }: Pick<ConversationsContext, 'readSync'>,
  {
    actor,
    limit = PAGE_ITEMS,
    cursor,
  }: { actor: Actor; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: WireConversation[]; next: string | null }> {
  assertUser(actor);
  const after = decodeCursor(position, cursor);
  const { conversations } = await readSync({ userId: actor.userId, cursors: {} });
  const sorted = conversations
    .filter((each) => !after || compare(after, positionOf(each)) < 0)
    .sort((a, b) => compare(positionOf(a), positionOf(b)));
  return pageOf(sorted, limit, positionOf);
}

const positionOf = ({ id, last }: WireConversation): Position => ({ at: last?.message.at ?? '', id });

/** Compares by time, the newest first, then by id. */
function compare(a: Position, b: Position): number {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
