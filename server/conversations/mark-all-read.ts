import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { announceConversations } from './announce-conversation';
import { lockConversations } from './store/conversations';
import { advanceReadMarks, findStaleReadMarks, type Reads } from './store/read-marks';

/**
 * Notes of several conversations at once that the actor has seen everything up to a seq, by conversation id; all their
 * devices hear of each that moved. A mark only moves forward [D9]; what is not the actor's is passed over. Throws
 * `forbidden` for whoever is no user.
 */
export async function markAllRead(
  app: AppServices,
  { actor, conversations }: { actor: Actor; conversations: Reads },
): Promise<void> {
  assertUser(actor);
  const { userId } = actor;
  const outbox = await app.db.transaction(async (client) => {
    // Nobody's sends wait for a mark that does not move.
    await lockConversations(client, await findStaleReadMarks(client, userId, conversations));
    const moved = await advanceReadMarks(client, userId, conversations);
    return announceConversations(client, userId, moved);
  });
  app.relay.publish(outbox);
}
