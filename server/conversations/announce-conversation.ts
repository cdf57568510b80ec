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
  for (const userId of userIds) events.push(...(await eventsFor(client, userId, [conversationId])));
  return insertOutbox(client, events);
}

/** The same of several conversations to the one user for whom they changed. */
export async function announceConversations(
  client: PoolClient,
  userId: string,
  conversationIds: string[],
): Promise<OutboxRow[]> {
  return conversationIds.length === 0
    ? []
    : insertOutbox(client, await eventsFor(client, userId, conversationIds));
}

async function eventsFor(
  client: PoolClient,
  userId: string,
  conversationIds: string[],
): Promise<OutboxEvent[]> {
  const conversations = await readConversations(client, userId, conversationIds);
  return conversations.map((conversation) => ({
    to: 'people',
    userIds: [userId],
    body: { type: 'conversation', conversation },
  }));
}
