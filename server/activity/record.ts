import type { PoolClient } from 'pg';
import type { Node } from '@/server/node';
import { type Happening, insertActivity } from './store';

/**
 * Notes that something happened, for administrators. Never a person's text or coordinates: `message` says that
 * a message was sent and to what kind of address (a bot's text is public to its building and may be kept).
 */
export async function record(node: Pick<Node, 'db'>, happening: Happening): Promise<void> {
  await insertActivity(node.db.pool, [happening]);
}

/** The same within a transaction, so that it is noted exactly if what happened is committed. */
export async function recordIn(client: Pick<PoolClient, 'query'>, happenings: Happening[]): Promise<void> {
  await insertActivity(client, happenings);
}
