import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import { joinLandingChannel } from '@/server/conversations/join-landing-channel';
import type { AccountsContext } from './context';
import { beginSignIn } from './sign-in';
import { insertUser } from './store/identities';
import type { UserRow } from './store/users';
import { newGuestUsername } from './usernames';

/** How long a guest account lasts: long enough for an event, too short to build a reputation. */
const GUEST_DAYS = 1;
/**
 * The maximum number of random usernames to try. There are some hundred million, so three collisions indicate a fault.
 */
const MAX_ATTEMPTS = 3;

/**
 * Creates a guest account for a day, under a display name of the guest's choice; the username marks it as a guest.
 * Throws `forbidden` where guests are disabled, and `rate_limited` by IP address.
 */
export async function signInGuest(
  app: AccountsContext,
  guest: { name: string; clientIp: string; userAgent: string },
): Promise<{ signInId: string; username: string }> {
  return createGuest(app, guest, async (client, { id, username }) => ({
    signInId: await beginSignIn(client, app, id, guest.userAgent, GUEST_DAYS),
    username,
  }));
}

/**
 * Creates a guest account for a day, and returns what `begin` makes for it in the same transaction. Throws what
 * `signInGuest` throws.
 */
export async function createGuest<T>(
  app: AccountsContext,
  guest: { name: string; clientIp: string },
  begin: (client: PoolClient, user: UserRow) => Promise<T>,
): Promise<T> {
  if (!app.config.guests) throw fail('forbidden', 'Guests are not enabled here. Sign in with an account.');
  app.limits.take('newAccount', guest.clientIp);
  return app.db.transaction(async (client) => {
    for (let n = 0; n < MAX_ATTEMPTS; n++) {
      const user = await insertUser(client, {
        username: newGuestUsername(),
        name: `${guest.name} (guest)`,
        guestHours: GUEST_DAYS * 24,
      });
      if (!user) continue;
      await joinLandingChannel(client, app.config.landingChannel, user.id);
      return begin(client, user);
    }
    throw new Error('no free username for a guest was found');
  });
}
