import type { UserActor } from '@/server/actor';
import type { Node } from '@/server/node';
import { unauthenticated, userActor } from './actors';
import { hashSecret } from './secrets';
import { takeTicket } from './store/sign-ins';

/** The user of a socket ticket, which is used up by this. Throws `unauthenticated`. */
export async function redeemTicket(node: Node, { ticket }: { ticket: string }): Promise<UserActor> {
  const user = await takeTicket(node.db, hashSecret(ticket));
  if (!user) throw unauthenticated('The ticket was used already or is too old. Ask for a new one.');
  return userActor(node, user, { via: 'sign-in', id: user.signInId, scopes: 'all' });
}
