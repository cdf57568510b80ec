import type { UserActor } from '@/server/actor';
import { unauthenticated } from './actors';
import type { AccountsContext } from './context';
import { touchCredentials } from './store/credentials';

type CredentialRef = Pick<UserActor, 'via' | 'credentialId'>;

/** Throws `unauthenticated` when the credential that an actor showed has been revoked, or is over, since. */
export async function assertCredentialActive(
  app: Pick<AccountsContext, 'db'>,
  actor: CredentialRef,
): Promise<void> {
  if ((await findEndedCredentials(app, [actor])).length > 0)
    throw unauthenticated('That sign-in or token has just ended.');
}

/** Notes that these credentials are in use, and answers the ids of those that are good no more. */
export async function findEndedCredentials(
  app: Pick<AccountsContext, 'db'>,
  actors: CredentialRef[],
): Promise<string[]> {
  const ids = (via: UserActor['via']) => [
    ...new Set(actors.filter((actor) => actor.via === via).map((actor) => actor.credentialId)),
  ];
  return touchCredentials(app.db, { signIns: ids('sign-in'), tokens: ids('token') });
}
