import { fail } from '@/protocol/errors';
import { joinLandingChannel } from '@/server/conversations/join-landing-channel';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import { mailEmailLink } from './change-email';
import type { AccountsContext } from './context';
import { hashPassword } from './passwords';
import { retiredNameHash } from './retired-usernames';
import { insertIdentity, insertLocalAccount, insertUser, looksTaken } from './store/identities';
import { assertStrong } from './strength';
import { mayChoose } from './usernames';

/**
 * Creates a local account with a username and a password; requires no actor. Throws `forbidden` where local accounts
 * are disabled, `conflict` for a username that is taken, looks like a taken one, or is reserved for people of a
 * provider, `weak_password`, and `rate_limited` by IP address.
 */
export async function registerLocalAccount(
  app: AccountsContext,
  person: { username: string; name: string; email: string; password: string; clientIp: string },
): Promise<{ id: string }> {
  const { username, name, email, password } = person;
  if (!app.config.localAccounts)
    throw fail('forbidden', 'Local accounts are not enabled here. Sign in with another method.');
  app.limits.take('newAccount', person.clientIp);
  const usernameTaken = () =>
    fail('conflict', `The username ${username} is taken. Choose another.`, { field: 'username' });
  // This check avoids the expensive hash of the password; the insertion checks again.
  if (!mayChoose(app.config, username) || (await looksTaken(app.db.pool, username))) throw usernameTaken();
  await assertStrong({ password, about: [username, name, email, ...email.split('@')] }, 'password');
  const retired = { name: retiredNameHash(app.config, username), owner: null };
  const passwordHash = await hashPassword(password);
  const userId = await app.db.transaction(async (client) => {
    const user = await insertUser(client, { username, name, retired });
    if (!user) throw usernameTaken();
    await insertIdentity(client, { userId: user.id, provider: 'local', subject: username });
    await insertLocalAccount(client, { userId: user.id, email, passwordHash });
    await ensureNearbyFeed(client, [user.id]);
    await joinLandingChannel(client, app.config.landingChannel, user.id);
    return user.id;
  });
  // The account exists, whatever the mail server does, which `mailEmailLink` logs; the user can ask for the mail again.
  if (app.mailServer) void mailEmailLink(app, app.mailServer, { userId, username, email }).catch(() => {});
  return { id: username };
}
