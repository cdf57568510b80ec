import type { PoolClient } from 'pg';
import type { UserActor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Locked } from './store/conversations';
import { openOf } from './store/memberships';
import type { StoredMessage } from './store/messages';

/** Where a message of the actor's own is. Throws `forbidden` for another's, `conflict` for one that is deleted. */
export function ownPlaces(actor: UserActor, message: StoredMessage): string[] {
  if (message.senderId !== actor.userId)
    throw fail('forbidden', 'Only whoever wrote a message may change it.');
  if (message.deleted) throw fail('conflict', 'That message is deleted.');
  return message.places.map((place) => place.conversationId);
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
