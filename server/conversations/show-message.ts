import { fail } from '@/protocol/errors';
import type { WireEntry } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { presentEntry, readMessage } from './store/entries';

/**
 * Returns a message as it is now, in each conversation in which the actor may read it. Throws `not_found` when there
 * are none.
 */
export async function showMessage(
  app: Pick<ConversationsContext, 'db'>,
  { actor, messageId }: { actor: Actor; messageId: string },
): Promise<WireEntry[]> {
  assertUser(actor);
  const rows = await readMessage(app.db.pool, actor.userId, messageId);
  if (rows.length === 0) throw fail('not_found', 'This message does not exist, or you may not read it.');
  return rows.map((row) => presentEntry(row, actor.userId));
}
