import type { PoolClient } from 'pg';
import { joinLandingChannel } from '@/server/conversations/join-landing-channel';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import { keepProviderPhoto } from '@/server/people/keep-provider-photo';
import { assertNotSuspended } from './actors';
import type { AccountsContext } from './context';
import { retiredNameHash, retiredOwnerHash } from './retired-usernames';
import { findUnclaimed, insertIdentity, insertUser, lockIdentity, refreshUserOf } from './store/identities';
import { insertSignIn } from './store/sign-ins';
import { findUserById, type UserRow } from './store/users';
import { candidates, type Provider } from './usernames';

/** A person whose identity a provider vouches for. */
export interface VouchedPerson {
  provider: Provider;
  /** The provider's permanent id of the person: the only key by which the account is found again. */
  subject: string;
  /** The preferred username of a new user. */
  username: string;
  /** Null when the provider gives none: the stored name then stays. */
  name: string | null;
  photo: { data: Uint8Array } | null;
}

/** Signs in a person for whom an identity provider vouches; the id goes into the browser's cookie. */
export async function signIn(
  app: AccountsContext,
  { userAgent, ...person }: VouchedPerson & { userAgent: string },
): Promise<{ signInId: string; username: string }> {
  const { userId, ...signedIn } = await app.db.transaction(async (client) => {
    await lockIdentity(client, person.provider, person.subject);
    const user = (await refreshUserOf(client, person, person)) ?? (await welcome(client, app, person));
    const signInId = await beginSignIn(client, app, user.id, userAgent);
    return { userId: user.id, signInId, username: user.username };
  });
  if (person.photo) await keepProviderPhoto(app, userId, person.photo.data);
  return signedIn;
}

/**
 * Inserts a sign-in for an authenticated user, valid for `days` (default: the configured days), and returns its id.
 * Throws `suspended`.
 */
export async function beginSignIn(
  client: PoolClient,
  app: Pick<AccountsContext, 'config'>,
  userId: string,
  userAgent: string,
  days = app.config.signInDays,
): Promise<string> {
  const user = await findUserById(client, userId);
  if (user) assertNotSuspended(user);
  await ensureNearbyFeed(client, [userId]);
  return insertSignIn(client, {
    userId,
    userAgent: userAgent.replace(/[^\x20-\x7e]/g, '?').slice(0, 300),
    days,
  });
}

/** Creates a user under the first available username. */
async function welcome(
  client: PoolClient,
  app: Pick<AccountsContext, 'config'>,
  person: VouchedPerson,
): Promise<UserRow> {
  const { provider, subject, username: wish, name } = person;
  const owner = retiredOwnerHash(app.config, { provider, subject });
  for (const username of candidates(app.config, provider, wish)) {
    const retired = { name: retiredNameHash(app.config, username), owner };
    const user =
      (await insertUser(client, {
        username,
        name: name ?? username,
        evenIfBot: provider === 'fenix',
        retired,
      })) ??
      // FenixEdu's username is also its subject, so a user whom the operator created under this name is the same
      // person.
      (provider === 'fenix' && username === subject ? await findUnclaimed(client, username) : null);
    if (!user) continue;
    await insertIdentity(client, { userId: user.id, provider, subject });
    await joinLandingChannel(client, app.config.landingChannel, user.id);
    return (await refreshUserOf(client, person, person)) as UserRow;
  }
  throw new Error('three usernames in a row were taken');
}
