import type { PoolClient } from 'pg';
import type { OutboxRow } from './events';
import { countErasure } from './store/erased-members';
import { findAcquaintances } from './store/memberships';
import { insertOutbox } from './store/outbox';

/**
 * Publishes that a user was erased to the users who share a conversation with the erased user and have a session: to
 * their queues, for clients that are away, and to every node, for sessions that have read their log but have no queue
 * yet. Clients may get it twice, which has no effect. Clients that connect later read the substitute name from the
 * database, and the messages that they kept again where the erasure is counted. Runs in the transaction of the erasure,
 * before anything of the user is deleted.
 */
export async function publishErasure(
  client: PoolClient,
  { userId, username, nobody }: { userId: string; username: string; nobody: { id: string; name: string } },
): Promise<OutboxRow[]> {
  await countErasure(client, userId);
  const userIds = await findAcquaintances(client, userId);
  if (userIds.length === 0) return [];
  const body = { type: 'erased' as const, id: username, nobody };
  return insertOutbox(client, [
    { to: 'people', userIds, body },
    { to: 'nodes', body: { ...body, userIds } },
  ]);
}
