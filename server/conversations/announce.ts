import type { ConversationsContext } from './context';
import type { NodeAnnouncement } from './events';
import { insertOutbox } from './store/outbox';

/**
 * Publishes announcements to every node through the outbox, so that they arrive even if the broker is down or no node
 * runs (the operator's command).
 */
export async function announce(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  body: NodeAnnouncement | NodeAnnouncement[],
): Promise<void> {
  const events = [body].flat().map((announcement) => ({ to: 'nodes' as const, body: announcement }));
  const rows = await insertOutbox(app.db.pool, events);
  app.relay.publish(rows);
}
