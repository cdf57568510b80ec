import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { receiptEvents, viewEvents } from './events';
import { notInConversation } from './policy';
import { insertOutbox } from './store/outbox';
import { advanceReadMarks } from './store/read-marks';
import { readViews } from './store/views';

/**
 * Advances the actor's read mark of a conversation to a seq and notifies all the actor's devices; the mark never moves
 * back [D9]. In a direct conversation the other user gets a receipt, if both want receipts. Throws `forbidden`.
 */
export async function markRead(
  app: ConversationsContext,
  { actor, conversationId, seq }: { actor: Actor; conversationId: string; seq: number },
): Promise<WireConversation> {
  assertUser(actor);
  const { userId } = actor;
  const { conversation, outbox } = await app.db.transaction(async (client) => {
    const { moved, receipts } = await advanceReadMarks(client, [userId], { [conversationId]: seq });
    const views = await readViews(client, [userId], [conversationId]);
    const conversation = views.get(userId)?.[0];
    if (!conversation) throw notInConversation();
    const events = moved.length > 0 ? [...viewEvents(views, [userId]), ...receiptEvents(receipts)] : [];
    return { conversation, outbox: await insertOutbox(client, events) };
  });
  app.relay.publish(outbox);
  app.notifier.noteRead(userId);
  return conversation;
}
