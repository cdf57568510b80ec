import { fail } from '@/protocol/errors';
import type { Address } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { ActivityCode } from '@/server/activity/activity';
import type { Actor } from '@/server/actor';
import { costOfRecipients } from '@/server/limits';
import type { ConversationsContext } from './context';
import { digestOf } from './digest';
import type { Destination, SendResult } from './draft';
import { newConversationLimit } from './new-conversation-limit';

/** What the activity log says about a message: the kind of address, never the private text. */
const ACTIVITY = {
  range: 'sent_to_range',
  building: 'sent_to_building',
  people: 'sent_to_people',
  conversation: 'sent_to_conversation',
} as const satisfies Record<Address['to'], ActivityCode>;

/**
 * Sends a message to the users in range, to the building, to given users (each directly), or to a conversation.
 * Resolves when the message is committed. Throws `not_found` naming an unknown user (nobody gets the message) or when
 * the message to reply to does not exist, `forbidden` outside the conversation, `not_located` when the sender is in no
 * building or does not share a location, `bad_request` for nothing but blanks, `not_found` or `forbidden` for attachments
 * that cannot be sent there, `conflict` for a client id of another message, `unavailable` when the session
 * has moved to another connection, and `rate_limited` by the number of recipients and of new conversations.
 */
export async function sendMessage(
  app: ConversationsContext,
  {
    actor,
    address,
    clientId,
    replyTo = null,
    draftAt,
    socketId = null,
    ...content
  }: MessageContent & {
    actor: Actor;
    address: Address;
    clientId: string;
    replyTo?: string | null | undefined;
    /** The time, in milliseconds since 1970, of the stored draft that the message carries and deletes. */
    draftAt?: number | undefined;
    socketId?: string | null;
  },
): Promise<SendResult> {
  assertUser(actor);
  if (content.text === '' && !content.attachments)
    throw fail('bad_request', 'text: must show something', { field: 'text' });
  const destination = address.to === 'range' ? feedsInRange(app, actor.userId) : address;
  app.limits.take('message', actor.userId, costOfRecipients(peopleIn(destination)));
  const { userId, username, name } = actor;
  const sent = await app.writer.write({
    sender: { kind: 'user', userId, username, name },
    clientId,
    content,
    attachTo: app.config.attachments.kinds,
    replyTo,
    digest: digestOf(app.config, { address, content, replyTo }),
    socketId,
    draftAt: draftAt === undefined ? null : new Date(Math.min(draftAt, Date.now())).toISOString(),
    destination,
    begin: newConversationLimit(app, actor),
    activity: { code: ACTIVITY[address.to] },
  });
  const reached = reachedBy(app, address, sent);
  return reached === null ? sent : { ...sent, reached };
}

/**
 * Returns how many people got a message, besides the sender; null when that is not known or not told. Of a building it is
 * the number that everyone is told: without blocked people it would show who blocks the sender, and who of the blocked is
 * there.
 */
function reachedBy(app: ConversationsContext, address: Address, sent: SendResult): number | null {
  if (address.to === 'range' || address.to === 'people') return sent.recipients;
  if (address.to !== 'building' || sent.replayed) return null;
  const people = app.buildingCounts.peopleIn(sent.entries[0]?.conversation.with ?? '');
  return people === null ? null : people - 1;
}

/** Returns the number of users that get the message separately; a room or a group counts as one. */
function peopleIn(destination: Destination): number {
  if (destination.to === 'people') return destination.users.length;
  return destination.to === 'feeds' ? (destination.userIds?.length ?? 1) : 1;
}

/** Returns the sender and the users in range now: each gets the message in their own nearby feed. */
function feedsInRange(app: ConversationsContext, userId: string): Destination {
  const near = app.registry.inRange(userId);
  return { to: 'feeds', userIds: near && [userId, ...near] };
}
