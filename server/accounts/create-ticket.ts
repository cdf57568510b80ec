import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { hashSecret, newSecret } from './secrets';

/** Long enough to open a socket over a slow connection. */
const TICKET_SECONDS = 30;

/** Creates a ticket that opens one socket for the actor's browser or program. */
export async function createTicket(
  app: Pick<AccountsContext, 'credentials'>,
  { actor }: { actor: Actor },
): Promise<{ ticket: string; expiresIn: number }> {
  assertUser(actor);
  const ticket = newSecret('qs');
  await app.credentials.storeTicket({
    hash: hashSecret(ticket),
    via: actor.via,
    credentialId: actor.credentialId,
    seconds: TICKET_SECONDS,
  });
  return { ticket, expiresIn: TICKET_SECONDS };
}
