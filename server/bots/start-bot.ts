import { fail } from '@/protocol/errors';
import type { BotActor } from '@/server/actor';
import type { BotsContext } from './context';
import { buildingOfBot, claimConnection, findBot } from './store';

/**
 * Claims the bot's only connection for a socket of this node. Throws `busy` while a socket on a living node holds the
 * connection, `forbidden` when the authorisation was withdrawn in the meantime.
 */
export async function startBot(
  app: Pick<BotsContext, 'db' | 'id'>,
  { actor, socketId }: { actor: BotActor; socketId: string },
): Promise<{ building: { id: string; name: string } }> {
  if (!(await claimConnection(app.db, { botId: actor.botId, nodeId: app.id, socketId }))) {
    const bot = await findBot(app.db, actor.botId);
    if (!bot?.authorised) throw fail('forbidden', 'An administrator has to authorise this bot first.');
    throw fail('busy', 'This bot is already running: a bot has one connection.');
  }
  const building = await buildingOfBot(app.db, actor.botId);
  if (!building) throw fail('not_found', 'This bot no longer exists.');
  return { building };
}
