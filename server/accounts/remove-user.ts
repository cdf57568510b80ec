import { findBots, setAuthorised } from '@/server/bots/store';
import type { Node } from '@/server/node';
import { retireUser } from './store/departures';

/**
 * The one way a user ends, whoever decided it: signed out everywhere, their bots stopped, what was only theirs gone.
 * What they said to others stays, under their username. For other commands: it asks for no actor.
 */
export async function removeUser(node: Node, { userId }: { userId: string }): Promise<void> {
  await node.db.transaction((client) => retireUser(client, userId));
  await node.sessions.cut({ userId, reason: 'signed_out' });
  for (const { id } of await findBots(node.db, { ownerId: userId })) {
    await setAuthorised(node.db, id, false);
    await node.sessions.cut({ botId: id, reason: 'revoked' });
  }
}
