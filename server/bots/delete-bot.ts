import type { Actor } from '@/server/actor';
import { changeBot } from './change-bot';
import type { BotsContext } from './context';
import { removeBots } from './store';

/**
 * Deletes a bot and disconnects it on every node; its messages stay. Nobody can register its id again while there are
 * any. For the owner and administrators. Throws `not_found`.
 */
export async function deleteBot(
  app: BotsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  await changeBot(app, { actor, id, action: 'deleted_bot' }, (client) => removeBots(client, [id]));
  await app.revocations.revoke([{ what: { botId: id }, reason: 'unauthorised' }]);
}
