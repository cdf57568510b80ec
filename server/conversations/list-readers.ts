import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { noSuchMessage } from './policy';
import { findReadersOfOwn } from './store/receipts';

/**
 * Returns the members of a group who have read the actor's message at a seq and give receipts, in order of name; null in
 * any other kind of conversation, in a large group, and when the actor has turned receipts off. Throws `not_found` unless
 * the actor is in the conversation and wrote the message.
 */
export async function listReaders(
  app: Pick<ConversationsContext, 'db'>,
  { actor, conversationId, seq }: { actor: Actor; conversationId: string; seq: number },
): Promise<{ id: string; name: string }[] | null> {
  assertUser(actor);
  const found = await findReadersOfOwn(app.db.pool, actor.userId, { conversationId, seq });
  if (!found) throw noSuchMessage();
  return found.readers;
}
