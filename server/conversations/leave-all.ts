import type { PoolClient } from 'pg';
import type { ConversationsContext } from './context';
import { type OutboxRow, viewEvents } from './events';
import { lockConversations } from './store/conversations';
import { closeMemberships, deleteEmptyStays, findMembers, openConversationsOf } from './store/memberships';
import { insertOutbox } from './store/outbox';
import { participationsIn } from './store/participation';
import { bumpViewVersions } from './store/read-marks';
import { readViews } from './store/views';

/**
 * Removes an erased user from up to `limit` conversations. Members of groups and direct conversations get an event;
 * direct conversations end for both sides. Has no actor: other commands call it. Returns whether no conversation is
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
  const kind = (await lockConversations(client, [conversationId])).get(conversationId)?.kind;
  await closeMemberships(client, [{ userId, conversationId }]);
  if (kind === 'building') await deleteEmptyStays(client, [{ userId, conversationId }]);
  // Channel readers do not get the member list, and a user leaves a room by leaving the building.
  if (kind !== 'group' && kind !== 'direct') return [];
  const rest = ((await findMembers(client, [conversationId])).get(conversationId) ?? []).map(
    (member) => member.userId,
  );
  if (kind === 'direct') await closeMemberships(client, participationsIn(conversationId, rest));
  await bumpViewVersions(client, participationsIn(conversationId, rest));
  return insertOutbox(client, viewEvents(await readViews(client, rest, [conversationId]), rest));
}
