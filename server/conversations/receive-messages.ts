import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';

/**
 * Returns the messages that one session of the actor has not received yet, oldest first, as legacy JSON
 * strings. A session receives each message once. Throws `not_found` for a socket that is not a session of the actor.
 */
export async function receiveMessages(
  app: Pick<ConversationsContext, 'undelivered'>,
  { actor, socketId }: { actor: Actor; socketId: string },
): Promise<string[]> {
  assertUser(actor);
  const received = await app.undelivered.take({ userId: actor.userId, socketId });
  if (!received) throw fail('not_found', 'You have no session with this socket_id.', { field: 'socket_id' });
  return received.map(({ at, sender, text }) =>
    JSON.stringify({ timestamp: at.toISOString().slice(0, 19).replace('T', ' '), id: sender, message: text }),
  );
}
