import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { receiptEvents, viewEvents } from './events';
import { insertOutbox } from './store/outbox';
import { advanceReadMarks, type Reads } from './store/read-marks';
import { readViews } from './store/views';

/**
 * Advances the actor's read marks of several conversations (conversation id to seq). The actor's devices get an event
 * for each mark that moved, and the other users of direct conversations receipts. A mark never moves back [D9]; conversations that the actor does not have are ignored.
 * Throws `forbidden` when the actor is not a user.
 */
export async function markAllRead(
  app: ConversationsContext,
  { actor, conversations }: { actor: Actor; conversations: Reads },
): Promise<void> {
  assertUser(actor);
  const { userId } = actor;
  const outbox = await app.db.transaction(async (client) => {
    const { moved, receipts } = await advanceReadMarks(client, [userId], conversations);
    if (moved.length === 0) return [];
    const views = await readViews(client, [userId], moved);
    return insertOutbox(client, [...viewEvents(views, [userId]), ...receiptEvents(receipts)]);
  });
  app.relay.publish(outbox);
  app.notifier.noteRead(userId);
}
