import type { PoolClient } from 'pg';
import type { ConversationsContext } from './context';
import { type OutboxRow, viewEvents } from './events';
import { lockConversations } from './store/conversations';
import { closeMemberships, findMembers, forgetPassages, openConversationsOf } from './store/memberships';
import { insertOutbox } from './store/outbox';
import { bumpViewVersions } from './store/read-marks';
import { readViews } from './store/views';

/**
 * Takes somebody who is nobody any more out of all they are in, so many at a time; a group is told, and nobody can write
 * to them directly from then on. For other commands: it asks for no actor. Answers whether that was all.
 */
export async function leaveAll(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  userId: string,
  most: number,
): Promise<boolean> {
  const open = await openConversationsOf(app.db.pool, userId, most);
  for (const id of open) app.relay.publish(await app.db.transaction((client) => leave(client, userId, id)));
  return open.length < most;
}

async function leave(client: PoolClient, userId: string, conversationId: string): Promise<OutboxRow[]> {
  const kind = (await lockConversations(client, [conversationId])).get(conversationId)?.kind;
  await closeMemberships(client, userId, [conversationId]);
  if (kind === 'building') await forgetPassages(client, userId, [conversationId]);
  // Whoever reads a channel is not told who is in it, and a room is left with the building.
  if (kind !== 'group' && kind !== 'direct') return [];
  const rest = ((await findMembers(client, [conversationId])).get(conversationId) ?? []).map(
    (member) => member.userId,
  );
  if (kind === 'direct') for (const other of rest) await closeMemberships(client, other, [conversationId]);
  await bumpViewVersions(client, rest, [conversationId]);
  return insertOutbox(client, viewEvents(await readViews(client, rest, [conversationId]), rest));
}
