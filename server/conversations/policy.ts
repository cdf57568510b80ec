import type { PoolClient } from 'pg';
import type { UserActor } from '@/server/actor';
import { fail } from '@/server/errors';
import { findApart } from '@/server/safety/store/blocks';
import { findConversations, type Locked, otherOf } from './store/conversations';
import { openOf } from './store/memberships';
import type { StoredMessage } from './store/messages';

/** Where a message of the actor's own is. Throws `forbidden` for another's, `conflict` for one that is deleted. */
export function ownPlaces(actor: UserActor, message: StoredMessage): string[] {
  if (message.senderId !== actor.userId)
    throw fail('forbidden', 'Only whoever wrote a message may change it.');
  if (message.deleted) throw fail('conflict', 'That message is deleted.');
  return message.places.map((place) => place.conversationId);
}

/**
 * Of conversations that have a message of the actor's, those in which they may say something now: where they are, and the
 * feeds of people from whom nothing keeps them apart. Throws `forbidden` when there is none.
 */
export async function placesWithin(
  client: PoolClient,
  { userId }: UserActor,
  conversationIds: string[],
): Promise<string[]> {
  const known = await findConversations(client, conversationIds);
  const feeds = [...known.values()].filter(({ kind }) => kind === 'nearby');
  const owners = feeds.flatMap((feed) => otherOf(feed, userId) ?? []);
  const apart = await findApart(
    client,
    owners.map((otherId) => ({ userId, otherId })),
  );
  const away = new Set(apart.map(({ otherId }) => otherId));
  const others = conversationIds.filter((id) => known.get(id)?.kind !== 'nearby');
  const inside = await openOf(
    client,
    others.map((conversationId) => ({ userId, conversationId })),
  );
  const places = [
    ...feeds.filter((feed) => !away.has(otherOf(feed, userId) ?? '')).map(({ id }) => id),
    ...others.filter((id) => inside.has(`${userId}:${id}`)),
  ];
  if (places.length === 0)
    throw fail(
      'forbidden',
      'You are in that conversation no more. What you said there can be deleted, not edited.',
      {
        field: 'message',
      },
    );
  return places;
}

/** The conversation, whose lock the caller holds, if the actor is in it. Throws `forbidden`. */
export async function ownConversation(
  client: PoolClient,
  actor: UserActor,
  conversation: Locked | undefined,
): Promise<Locked> {
  if (!conversation) throw notYours();
  const inside = await openOf(client, [{ userId: actor.userId, conversationId: conversation.id }]);
  if (inside.size === 0) throw notYours();
  return conversation;
}

/** Throws `conflict` for a conversation whose members are not people's to choose. */
export function assertChosen(conversation: Locked): void {
  if (conversation.kind !== 'group' && conversation.kind !== 'channel')
    throw fail('conflict', 'Nobody is added to that conversation, and nobody leaves it.', {
      field: 'conversation',
    });
}

/** What is said of a conversation that the actor may not read, whether there is one or not. */
export const notYours = () =>
  fail('forbidden', 'You are not in that conversation. Join it, or ask somebody in it.', {
    field: 'conversation',
  });
