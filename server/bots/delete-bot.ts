import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { assertMayManage } from './policy';
import { removeBots } from './store';

/**
 * Deletes a bot and disconnects it on every node; its messages stay. Nobody can register its id again while there are
 * any. For the owner and administrators. Throws `not_found`.
 */
export async function deleteBot(
  app: BotsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  await assertMayManage(app, actor, id);
  await app.db.transaction((client) => removeBots(client, [id]));
  await app.revocations.revoke([{ what: { botId: id }, reason: 'unauthorised' }]);
}
