import type { UserActor } from '@/server/actor';
import { unauthenticated, userActor } from './actors';
import type { AccountsContext } from './context';
import { hashSecret } from './secrets';

/** Redeems a socket ticket, which is then used up, and returns its user. Throws `unauthenticated`. */
export async function redeemTicket(
  app: Pick<AccountsContext, 'config' | 'credentials'>,
  { ticket }: { ticket: string },
): Promise<UserActor> {
  const user = await app.credentials.takeTicket(hashSecret(ticket));
  if (!user) throw unauthenticated('The ticket was used already or is too old. Ask for a new one.');
  return userActor(app, user, { via: user.via, id: user.credentialId, scopes: user.scopes });
}
