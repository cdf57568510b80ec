import type { PoolClient } from 'pg';
import type { OutboxEvent, OutboxRow } from './events';
import { insertOutbox } from './store/outbox';
import { readConversations } from './store/state';

/** Tells users, on all their devices, how a conversation of theirs is now: in the transaction that made it so. */
export async function announceConversation(
  client: PoolClient,
  conversationId: string,
  userIds: string[],
): Promise<OutboxRow[]> {
  const events: OutboxEvent[] = [];
  for (const userId of userIds) {
    for (const conversation of await readConversations(client, userId, [conversationId]))
      events.push({ to: 'people', userIds: [userId], body: { type: 'conversation', conversation } });
  }
  return insertOutbox(client, events);
}
