import type { Address } from '@/protocol/events';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { digestOf } from './digest';
import type { Destination, Sent } from './draft';

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
 * no building or does not share a place, `conflict` for a client id that another message has, `unavailable` when the connection's session goes on by another one.
 */
export async function sendMessage(
  node: Node,
  {
    actor,
    address,
    text,
    clientId,
    replyTo = null,
    socketId = null,
  }: {
    actor: Actor;
    address: Address;
    text: string;
    clientId: string;
    replyTo?: string | null | undefined;
    socketId?: string | null;
  },
): Promise<Sent> {
  assertUser(actor);
  node.limits.take('message', actor.userId);
  const { userId, username, name } = actor;
  return node.appends.append({
    sender: { kind: 'user', userId, username, name },
    clientId,
    text,
    replyTo,
    digest: digestOf(node.config, { address, text, replyTo }),
    socketId,
    destination: address.to === 'range' ? feedsInRange(node, userId) : address,
    activity: { message: ACTIVITY[address.to] },
  });
}

/** Recipients are those in range now; each gets it in their own nearby feed, and so does the sender. */
function feedsInRange(node: Node, userId: string): Destination {
  const near = node.registry.inRange(userId);
  return { to: 'feeds', userIds: near && [userId, ...near] };
}
