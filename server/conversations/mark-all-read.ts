import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { viewEvents } from './events';
import { insertOutbox } from './store/outbox';
import { advanceReadMarks, type Reads } from './store/read-marks';
import { readViews } from './store/views';

/**
 * Notes of several conversations at once that the actor has seen everything up to a seq, by conversation id; all their
 * devices hear of each that moved. A mark only moves forward [D9]; what is not the actor's is passed over. Throws
 * `forbidden` for whoever is no user.
 */
export async function markAllRead(
  app: ConversationsContext,
  { actor, conversations }: { actor: Actor; conversations: Reads },
): Promise<void> {
  assertUser(actor);
  const { userId } = actor;
  const outbox = await app.db.transaction(async (client) => {
    const moved = await advanceReadMarks(client, [userId], conversations);
    if (moved.length === 0) return [];
    return insertOutbox(client, viewEvents(await readViews(client, [userId], moved), [userId]));
  });
  app.relay.publish(outbox);
}
