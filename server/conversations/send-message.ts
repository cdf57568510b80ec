import type { Address } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { costOfRecipients } from '@/server/limits';
import type { ConversationsContext } from './context';
import { digestOf } from './digest';
import type { Destination, SendResult } from './draft';
import { newConversationLimit } from './new-conversation-limit';

/** What an administrator reads of a message: to what kind of address it went. The private text stays out of it. */
const ACTIVITY: Record<Address['to'], string> = {
  range: 'Sent a message to the people in range.',
  building: 'Sent a message to the building.',
  people: 'Sent a message to people.',
  conversation: 'Sent a message to a conversation.',
};

/**
 * Says something to everyone in range, to the building, to chosen people (each of them directly), or in a
 * conversation. Resolves once it is committed. Throws `not_found` naming an unknown user (and nobody gets it) or a
 * message that is not there to be answered, `forbidden` outside the conversation, `not_located` when the sender is in
 * no building or does not share a place, `conflict` for a client id that another message has, `unavailable` when the connection's session goes
 * on by another one, `rate_limited` by what the recipients cost and by how many conversations begin.
 */
export async function sendMessage(
  app: ConversationsContext,
  {
    actor,
    address,
    clientId,
    replyTo = null,
    socketId = null,
    ...content
  }: MessageContent & {
    actor: Actor;
    address: Address;
    clientId: string;
    replyTo?: string | null | undefined;
    socketId?: string | null;
  },
): Promise<SendResult> {
  assertUser(actor);
  const destination = address.to === 'range' ? feedsInRange(app, actor.userId) : address;
  app.limits.take('message', actor.userId, costOfRecipients(peopleIn(destination)));
  const { userId, username, name } = actor;
  return app.writer.write({
    sender: { kind: 'user', userId, username, name },
    clientId,
    content,
    replyTo,
    digest: digestOf(app.config, { address, content, replyTo }),
    socketId,
    destination,
    begin: newConversationLimit(app, actor),
    activity: { message: ACTIVITY[address.to] },
  });
}

/** People that a message goes to, each of them by itself; a room or a group is one. */
function peopleIn(destination: Destination): number {
  if (destination.to === 'people') return destination.users.length;
  return destination.to === 'feeds' ? (destination.userIds?.length ?? 1) : 1;
}

/** Recipients are those in range now; each gets it in their own nearby feed, and so does the sender. */
function feedsInRange(app: ConversationsContext, userId: string): Destination {
  const near = app.registry.inRange(userId);
  return { to: 'feeds', userIds: near && [userId, ...near] };
}
