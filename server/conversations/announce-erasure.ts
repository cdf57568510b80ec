import type { PoolClient } from 'pg';
import type { OutboxRow } from './events';
import { findAcquaintances } from './store/memberships';
import { insertOutbox } from './store/outbox';

/**
 * Tells whoever has somebody on a page that is open now, because they share a conversation, that it is nobody any
 * more: in the transaction that made it so. Pages that are opened later read it.
 */
export async function announceErasure(
  client: PoolClient,
  { userId, username, nobody }: { userId: string; username: string; nobody: { id: string; name: string } },
): Promise<OutboxRow[]> {
  const userIds = await findAcquaintances(client, userId);
  if (userIds.length === 0) return [];
  return insertOutbox(client, [{ to: 'people', userIds, body: { type: 'erased', id: username, nobody } }]);
}
