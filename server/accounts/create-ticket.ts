import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { hashSecret, newSecret } from './secrets';

/** Long enough to open a socket over a slow connection. */
const TICKET_SECONDS = 30;

/** Creates a ticket that opens one socket for the actor's browser. */
export async function createTicket(
  app: Pick<AccountsContext, 'credentials'>,
  { actor }: { actor: Actor },
): Promise<{ ticket: string; expiresIn: number }> {
  assertUser(actor);
  if (actor.via !== 'sign-in')
    throw fail('forbidden', 'A ticket is for a browser that signed in; programs use their token.');
  const ticket = newSecret('qs');
  await app.credentials.storeTicket({
    hash: hashSecret(ticket),
    signInId: actor.credentialId,
    seconds: TICKET_SECONDS,
  });
  return { ticket, expiresIn: TICKET_SECONDS };
}
