import type { PoolClient } from 'pg';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import type { AccountsContext } from './context';
import { retiredName, retiredOwner } from './retired';
import { findUnclaimed, insertIdentity, insertUser, lockIdentity, refreshUserOf } from './store/identities';
import { insertSignIn } from './store/sign-ins';
import type { Photo, UserRow } from './store/users';
import { candidates, type Provider } from './usernames';

/** Whom a provider vouches for. */
export interface VouchedPerson {
  provider: Provider;
  /** By what the provider knows them for ever: the only thing that finds them again. */
  subject: string;
  /** What they are to be called here, when they are new. */
  username: string;
  /** Null when the provider says none: then the one that is known stays. */
  name: string | null;
  photo: Photo | null;
}

/** Records that an identity provider vouched for a person; the id goes into the browser's cookie. */
export async function signIn(
  app: AccountsContext,
  { userAgent, ...person }: VouchedPerson & { userAgent: string },
): Promise<{ signInId: string; username: string }> {
  return app.db.transaction(async (client) => {
    await lockIdentity(client, person.provider, person.subject);
    const user = (await refreshUserOf(client, person, person)) ?? (await welcome(client, app, person));
    return { signInId: await beginSignIn(client, app, user.id, userAgent), username: user.username };
  });
}

/** A sign-in of a user, whoever found out who they are; for `days`, or as long as the settings say. */
export async function beginSignIn(
  client: PoolClient,
  app: Pick<AccountsContext, 'config'>,
  userId: string,
  userAgent: string,
  days = app.config.signInDays,
): Promise<string> {
  await ensureNearbyFeed(client, [userId]);
  return insertSignIn(client, {
    userId,
    userAgent: userAgent.replace(/[^\x20-\x7e]/g, '?').slice(0, 300),
    days,
  });
}

/** Somebody new, under the first name that is to be had. */
async function welcome(
  client: PoolClient,
  app: Pick<AccountsContext, 'config'>,
  person: VouchedPerson,
): Promise<UserRow> {
  const { provider, subject, username: wish, name, photo } = person;
  const owner = retiredOwner(app.config, { provider, subject });
  for (const username of candidates(app.config, provider, wish)) {
    const retired = { name: retiredName(app.config, username), owner };
    const user =
      (await insertUser(client, {
        username,
        name: name ?? username,
        photo,
        evenIfBot: provider === 'fenix',
        retired,
      })) ??
      // FenixEdu's username is itself what it knows the person by, so the operator meant nobody else.
      (provider === 'fenix' && username === subject ? await findUnclaimed(client, username) : null);
    if (!user) continue;
    await insertIdentity(client, { userId: user.id, provider, subject });
    return (await refreshUserOf(client, person, person)) as UserRow;
  }
  throw new Error('three usernames in a row were taken');
}
