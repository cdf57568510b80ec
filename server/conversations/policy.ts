import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { findPairStates } from '@/server/safety/store/blocks';
import {
  type ConversationIdentity,
  findConversations,
  type LockedConversation,
  otherUserOf,
  partsOfKey,
} from './store/conversations';
import { readMessage } from './store/entries';
import { findOpenMemberships } from './store/memberships';
import type { StoredMessage } from './store/messages';

/**
 * Returns the ids of the conversations of the actor's own message. Throws `forbidden` for another user's message,
 * `not_found` when the actor may not read it, and `conflict` when it is deleted.
 */
export async function conversationsOfOwnMessage(
  client: PoolClient,
  { userId }: UserActor,
  message: StoredMessage & { id: string },
): Promise<string[]> {
  if (message.senderId !== userId) {
    const read = await readMessage(client, userId, message.id);
    throw read.length === 0
      ? noSuchMessage()
      : fail('forbidden', 'Only the author of a message can change it.');
  }
  if (message.deleted) throw fail('conflict', 'This message is deleted.');
  return message.entryRefs.map((ref) => ref.conversationId);
}

/** Returns the error for a message that the actor may not read, whether it exists or not. */
export const noSuchMessage = () => fail('not_found', 'This message does not exist.', { field: 'message' });

/**
 * Returns the conversations of the actor's message to which the actor may write now: conversations that the actor is
 * in, and feeds of users who are not blocked. Throws `forbidden` when there are none.
 */
export async function writableConversations(
  client: PoolClient,
  { userId }: UserActor,
  conversationIds: string[],
): Promise<string[]> {
  const known = await findConversations(client, conversationIds);
  const feeds = [...known.values()].filter(({ kind }) => kind === 'nearby');
  const owners = feeds.flatMap((feed) => otherUserOf(feed, userId) ?? []);
  const blockedPairs = await findPairStates(
    client,
    owners.map((otherId) => ({ userId, otherId })),
  );
  const blockedOwners = new Set(blockedPairs.map(({ otherId }) => otherId));
  const others = conversationIds.filter((id) => known.get(id)?.kind !== 'nearby');
  const openMemberships = await findOpenMemberships(
    client,
    others.map((conversationId) => ({ userId, conversationId })),
  );
  const writable = [
    ...feeds.filter((feed) => !blockedOwners.has(otherUserOf(feed, userId) ?? '')).map(({ id }) => id),
    ...others.filter((id) => openMemberships.has(`${userId}:${id}`)),
  ];
  if (writable.length === 0)
    throw fail(
      'forbidden',
      'You are in that conversation no more. What you said there can be deleted, not edited.',
      {
        field: 'message',
      },
    );
  return writable;
}

/** Returns the conversation, whose lock the calling command holds, if the actor is in it. Throws `forbidden`. */
export async function ownConversation(
  client: PoolClient,
  actor: UserActor,
  conversation: LockedConversation | undefined,
): Promise<LockedConversation> {
  if (!conversation) throw notInConversation();
  const openMemberships = await findOpenMemberships(client, [
    { userId: actor.userId, conversationId: conversation.id },
  ]);
  if (openMemberships.size === 0) throw notInThatConversation(actor.userId, conversation);
  return conversation;
}

/** Throws `conflict` for kinds of conversation whose members users cannot choose. */
export function assertHasChosenMembers(conversation: LockedConversation): void {
  if (conversation.kind !== 'group' && conversation.kind !== 'channel')
    throw fail('conflict', 'This kind of conversation has no members to add and cannot be left.', {
      field: 'conversation',
    });
}

/** Returns the error for a conversation that the actor may not read, whether it exists or not. */
export const notInConversation = (field = 'conversation') =>
  fail('forbidden', 'You are not in this conversation. Join it, or ask a member to add you.', { field });

/**
 * Returns the error for a conversation that the user is not in now. A direct conversation ends only when the other
 * user's account is deleted.
 */
export function notInThatConversation(
  userId: string,
  { kind, key }: ConversationIdentity,
  field = 'conversation',
) {
  if (kind !== 'direct' || !partsOfKey(key).includes(userId)) return notInConversation(field);
  return fail('forbidden', "This conversation has ended: the other person's account was deleted.", {
    field,
  });
}
