import type { ConversationsContext } from './context';
import type { NodeEvent } from './events';
import { insertOutbox } from './store/outbox';

/**
 * Publishes events to every node through the outbox, so that they arrive even if the broker is down or no node
 * runs (the operator's command).
 */
export async function publishToNodes(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  body: NodeEvent | NodeEvent[],
): Promise<void> {
  const events = [body].flat().map((event) => ({ to: 'nodes' as const, body: event }));
  const rows = await insertOutbox(app.db.pool, events);
  app.relay.publish(rows);
}
