import { randomUUID } from 'node:crypto';
import { fail } from '@/protocol/errors';
import type { NewConversation } from '@/protocol/events';
import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { costOfRecipients } from '@/server/limits';
import { assertReachable } from '@/server/safety/policy';
import type { ConversationsContext } from './context';
import { viewEvents } from './events';
import { findUserIds } from './find-user-ids';
import { newConversationLimit } from './new-conversation-limit';
import { channelKey, insertConversation, lockConversations } from './store/conversations';
import { openMemberships } from './store/memberships';
import { insertOutbox } from './store/outbox';
import { readViews } from './store/views';

/**
 * Creates a group of the given users, or a channel, with the actor as a member, and returns it as the actor has it.
 * Throws `not_found` (naming the unknown user, or for an unknown building), `conflict` when a public channel has the same title (letter case
 * ignored), `blocked` or `declined` for a user who is blocked, and `rate_limited` by the number of added users.
 */
export async function createConversation(
  app: ConversationsContext,
  { actor, wanted }: { actor: Actor; wanted: NewConversation },
): Promise<WireConversation> {
  assertUser(actor);
  const cost = costOfRecipients(wanted.kind === 'channel' ? 1 : wanted.users.length);
  app.limits.take('message', actor.userId, cost);
  newConversationLimit(app, actor)(cost);
  const channel = wanted.kind === 'channel';
  const open = channel && wanted.public;
  const buildingId = channel ? (wanted.building ?? null) : null;
  if (buildingId !== null && !app.places.get(buildingId))
    throw fail('not_found', 'There is no building with this id.', { field: 'building' });
  const { conversation, outbox } = await app.db.transaction(async (client) => {
    const others = channel ? [] : await findUserIds(client, wanted.users);
    await assertReachable(
      client,
      others.map((otherId) => ({ userId: actor.userId, otherId, contact: true })),
      'users',
    );
    const id = await insertConversation(client, {
      kind: wanted.kind,
      key: open ? channelKey(wanted.title) : `${wanted.kind}:${randomUUID()}`,
      title: wanted.title ?? null,
      topic: channel ? (wanted.topic ?? null) : null,
      public: open,
      buildingId,
      createdBy: actor.userId,
    });
    if (id === null)
      throw fail('conflict', 'A channel with this name exists. Join it, or choose another name.', {
        field: 'title',
      });
    await lockConversations(client, [id]);
    const members = [...new Set([actor.userId, ...others])];
    await openMemberships(client, id, members, 1);
    const views = await readViews(client, members, [id]);
    const [conversation] = views.get(actor.userId) as [WireConversation];
    return { conversation, outbox: await insertOutbox(client, viewEvents(views, members)) };
  });
  app.relay.publish(outbox);
  return conversation;
}
