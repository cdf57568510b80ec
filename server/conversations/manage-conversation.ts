import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor, UserActor } from '@/server/actor';
import { changeConversation } from './change-conversation';
import type { ConversationsContext } from './context';
import { assertHasChosenMembers, ownConversation } from './policy';
import {
  closeConversation,
  type LockedConversation,
  renameConversation,
  setOwner,
  setRemoved,
} from './store/conversations';
import { closeMemberships, findConnectedMembers, findMember, findMemberIds } from './store/memberships';
import { participationsIn } from './store/participation';
import { bumpViewVersions } from './store/read-marks';

/**
 * What the owner of a group or a channel does to it. Each command returns the conversation as the actor has it, and
 * throws `forbidden` unless the actor is the owner, `conflict` for other kinds of conversation, and `rate_limited`.
 */
interface Owned {
  actor: Actor;
  conversationId: string;
}

/**
 * Changes the title and the topic; what is left out stays, and null removes. Throws `conflict` also when another public
 * channel has the title, and `bad_request` for a channel without a title.
 */
export function changeTitle(
  app: ConversationsContext,
  {
    title,
    topic,
    ...owned
  }: Owned & { title?: string | null | undefined; topic?: string | null | undefined },
): Promise<WireConversation> {
  return asOwner(app, owned, async (client, conversation) => {
    if (title === null && conversation.kind === 'channel')
      throw fail('bad_request', 'title: a channel has one', { field: 'title' });
    const outcome = await renameConversation(client, conversation, { title, topic });
    if (outcome === 'taken')
      throw fail('conflict', 'A channel with this name exists. Choose another name.', { field: 'title' });
    return outcome === 'same' ? [] : everyone(client, conversation.id);
  });
}

/**
 * Ends the membership of another member. In a channel that user cannot join again, until a member adds them. Throws
 * `not_found` for a user who is no member.
 */
export function removeMember(
  app: ConversationsContext,
  { user, ...owned }: Owned & { user: string },
): Promise<WireConversation> {
  return asOwner(app, owned, async (client, { id, kind }, actor) => {
    const userId = await otherMember(client, id, user, actor);
    await closeMemberships(client, [{ userId, conversationId: id }]);
    await setRemoved(client, id, userId);
    const shown = kind === 'group' ? await findMemberIds(client, id) : [actor.userId];
    return changed(client, id, [userId, ...shown]);
  });
}

/** Makes another member the owner. Throws `not_found` for a user who is no member. */
export function handOver(
  app: ConversationsContext,
  { user, ...owned }: Owned & { user: string },
): Promise<WireConversation> {
  return asOwner(app, owned, async (client, { id }, actor) => {
    await setOwner(client, id, await otherMember(client, id, user, actor));
    return everyone(client, id);
  });
}

/** Ends all memberships: nobody can write, join or be added any more, and each member keeps what they could read. */
export function deleteConversation(app: ConversationsContext, owned: Owned): Promise<WireConversation> {
  return asOwner(app, owned, async (client, { id }) => {
    const members = await findMemberIds(client, id);
    const connected = await findConnectedMembers(client, id);
    await closeMemberships(client, participationsIn(id, members));
    await closeConversation(client, id);
    await bumpViewVersions(client, participationsIn(id, members));
    return connected;
  });
}

/** Runs `change` under the lock of the actor's own group or channel; it returns whom to tell. */
async function asOwner(
  app: ConversationsContext,
  { actor, conversationId }: Owned,
  change: (client: PoolClient, conversation: LockedConversation, actor: UserActor) => Promise<string[]>,
): Promise<WireConversation> {
  assertUser(actor);
  app.limits.take('ownedConversation', actor.userId);
  return changeConversation(app, actor, conversationId, async (client, locked) => {
    const conversation = await ownConversation(client, actor, locked);
    assertHasChosenMembers(conversation);
    if (conversation.ownerId !== actor.userId)
      throw fail('forbidden', 'Only the owner of this conversation can do this.', { field: 'conversation' });
    return change(client, conversation, actor);
  });
}

/** Returns the id of another member. Throws `not_found`. */
async function otherMember(
  client: PoolClient,
  conversationId: string,
  username: string,
  actor: UserActor,
): Promise<string> {
  const userId = await findMember(client, conversationId, username);
  if (userId === null || userId === actor.userId)
    throw fail('not_found', `${username} is no other member of this conversation.`, { field: 'user' });
  return userId;
}

/** Increments the versions of all members' views. Returns the members who have a session: the others read it later. */
async function everyone(client: PoolClient, conversationId: string): Promise<string[]> {
  await changed(client, conversationId, await findMemberIds(client, conversationId));
  return findConnectedMembers(client, conversationId);
}

async function changed(client: PoolClient, conversationId: string, userIds: string[]): Promise<string[]> {
  await bumpViewVersions(client, participationsIn(conversationId, userIds));
  return userIds;
}
