import type { PoolClient } from 'pg';
import type { UserActor } from '@/server/actor';
import { fail } from '@/server/errors';
import { findBlockedPairs } from '@/server/safety/store/blocks';
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
 * Where a message of the actor's own is. Throws `forbidden` for another's, `not_found` when the actor may not even read
 * that one, `conflict` for one that is deleted.
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
  return message.entryRefs.map((place) => place.conversationId);
}

/** What is said of a message that the actor may not read, whether there is one or not. */
export const noSuchMessage = () => fail('not_found', 'This message does not exist.', { field: 'message' });

/**
 * Of conversations that have a message of the actor's, those in which they may say something now: where they are, and the
 * feeds of people from whom nothing keeps them apart. Throws `forbidden` when there is none.
 */
export async function writableConversations(
  client: PoolClient,
  { userId }: UserActor,
  conversationIds: string[],
): Promise<string[]> {
  const known = await findConversations(client, conversationIds);
  const feeds = [...known.values()].filter(({ kind }) => kind === 'nearby');
  const owners = feeds.flatMap((feed) => otherUserOf(feed, userId) ?? []);
  const blockedPairs = await findBlockedPairs(
    client,
    owners.map((otherId) => ({ userId, otherId })),
  );
  const blockedOwners = new Set(blockedPairs.map(({ otherId }) => otherId));
  const others = conversationIds.filter((id) => known.get(id)?.kind !== 'nearby');
  const inside = await findOpenMemberships(
    client,
    others.map((conversationId) => ({ userId, conversationId })),
  );
  const writable = [
    ...feeds.filter((feed) => !blockedOwners.has(otherUserOf(feed, userId) ?? '')).map(({ id }) => id),
    ...others.filter((id) => inside.has(`${userId}:${id}`)),
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

/** The conversation, whose lock the caller holds, if the actor is in it. Throws `forbidden`. */
export async function ownConversation(
  client: PoolClient,
  actor: UserActor,
  conversation: LockedConversation | undefined,
): Promise<LockedConversation> {
  if (!conversation) throw notInConversation();
  const inside = await findOpenMemberships(client, [
    { userId: actor.userId, conversationId: conversation.id },
  ]);
  if (inside.size === 0) throw notInThatConversation(actor.userId, conversation);
  return conversation;
}

/** Throws `conflict` for a conversation whose members are not people's to choose. */
export function assertHasChosenMembers(conversation: LockedConversation): void {
  if (conversation.kind !== 'group' && conversation.kind !== 'channel')
    throw fail('conflict', 'This kind of conversation has no members to add and cannot be left.', {
      field: 'conversation',
    });
}

/** What is said of a conversation that the actor may not read, whether there is one or not. */
export const notInConversation = (field = 'conversation') =>
  fail('forbidden', 'You are not in this conversation. Join it, or ask a member to add you.', { field });

/** What is said of a conversation that the user is not in now. A direct one ends only with the account of the other. */
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
