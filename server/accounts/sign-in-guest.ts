import { fail } from '@/server/errors';
import type { AccountsContext } from './context';
import { beginSignIn } from './sign-in';
import { insertUser } from './store/identities';
import { newGuestUsername } from './usernames';

/** How long a guest is in: long enough for an event, too short to become somebody. */
const GUEST_DAYS = 1;
/** Of some hundred million names; one that is taken is bad luck, and three are not luck. */
const TRIES = 3;

/**
 * Lets somebody in for a day under a name of their choice, which says that they are a guest. Throws `forbidden` where
 * guests are not allowed, and `rate_limited` by address.
 */
export async function signInGuest(
  app: AccountsContext,
  guest: { name: string; address: string; userAgent: string },
): Promise<{ signInId: string; username: string }> {
  if (!app.config.guests) throw fail('forbidden', 'Guests are not enabled here. Sign in with an account.');
  app.limits.take('newAccount', guest.address);
  return app.db.transaction(async (client) => {
    for (let n = 0; n < TRIES; n++) {
      const user = await insertUser(client, {
        username: newGuestUsername(),
        name: `${guest.name} (guest)`,
        photo: null,
        guestHours: GUEST_DAYS * 24,
      });
      if (!user) continue;
      const signInId = await beginSignIn(client, app, user.id, guest.userAgent, GUEST_DAYS);
      return { signInId, username: user.username };
    }
    throw new Error('no free username for a guest was found');
  });
}
