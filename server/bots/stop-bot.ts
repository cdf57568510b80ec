import type { BotsContext } from './context';
import { freeConnection } from './store';

/** Frees the bot's connection if this socket of this node holds it; does nothing otherwise. */
export async function stopBot(
  app: Pick<BotsContext, 'db' | 'id'>,
  { botId, socketId }: { botId: string; socketId: string },
): Promise<void> {
  await freeConnection(app.db, { botId, nodeId: app.id, socketId });
}
