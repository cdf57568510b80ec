import type { PoolClient } from 'pg';
import type { ConversationsContext } from './context';
import { type OutboxRow, viewEvents } from './events';
import { lockConversations, passOwnership } from './store/conversations';
import {
  closeMemberships,
  deleteEmptyStays,
  findConnectedMembers,
  findMemberIds,
  openConversationsOf,
} from './store/memberships';
import { insertOutbox } from './store/outbox';
import { participationsIn } from './store/participation';
import { bumpViewVersions } from './store/read-marks';
import { readViews } from './store/views';

/**
 * Removes an erased user from up to `limit` conversations. What the user owned passes to the member with the longest
 * stay. Members of groups and direct conversations, and of channels with a new owner, get an event; direct conversations
 * end for both sides. Has no actor: other commands call it. Returns whether no conversation is
 * left.
 */
export async function leaveAll(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  userId: string,
  limit: number,
): Promise<boolean> {
  const open = await openConversationsOf(app.db.pool, userId, limit);
  for (const id of open) app.relay.publish(await app.db.transaction((client) => leave(client, userId, id)));
  return open.length < limit;
}

async function leave(client: PoolClient, userId: string, conversationId: string): Promise<OutboxRow[]> {
  const conversation = (await lockConversations(client, [conversationId])).get(conversationId);
  const kind = conversation?.kind;
  await closeMemberships(client, [{ userId, conversationId }]);
  if (kind === 'building') await deleteEmptyStays(client, [{ userId, conversationId }]);
  const owner = conversation?.ownerId === userId ? await passOwnership(client, conversationId, userId) : null;
  // Channel readers do not get the member list, and a user leaves a room by leaving the building.
  if (kind !== 'group' && kind !== 'direct' && owner === null) return [];
  const rest = await findMemberIds(client, conversationId);
  if (kind === 'direct') await closeMemberships(client, participationsIn(conversationId, rest));
  await bumpViewVersions(client, participationsIn(conversationId, rest));
  const told = kind === 'channel' ? await findConnectedMembers(client, conversationId) : rest;
  return insertOutbox(client, viewEvents(await readViews(client, told, [conversationId]), told));
}
