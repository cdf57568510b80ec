import type { PoolClient } from 'pg';
import type { OutboxRow } from './events';
import { findAcquaintances } from './store/memberships';
import { insertOutbox } from './store/outbox';

/**
 * Publishes that a user was erased to the users who share a conversation with the erased user and have a session. Runs
 * in the transaction of the erasure. Clients that connect later read the substitute name from the database.
 */
export async function publishErasure(
  client: PoolClient,
  { userId, username, nobody }: { userId: string; username: string; nobody: { id: string; name: string } },
): Promise<OutboxRow[]> {
  const userIds = await findAcquaintances(client, userId);
  if (userIds.length === 0) return [];
  return insertOutbox(client, [{ to: 'people', userIds, body: { type: 'erased', id: username, nobody } }]);
}
