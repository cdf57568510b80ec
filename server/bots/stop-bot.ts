import type { Node } from '@/server/node';
import { freeConnection } from './store';

/** Frees the bot's connection if this socket of this node holds it, and nobody else's. */
export async function stopBot(
  node: Pick<Node, 'db' | 'id'>,
  { botId, socketId }: { botId: string; socketId: string },
): Promise<void> {
  await freeConnection(node.db, { botId, nodeId: node.id, socketId });
}
