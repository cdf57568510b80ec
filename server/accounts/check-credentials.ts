import type { UserActor } from '@/server/actor';
import { unauthenticated } from './actors';
import type { AccountsContext } from './context';
import { touchCredentials } from './store/credentials';

type CredentialRef = Pick<UserActor, 'via' | 'credentialId'>;

/** Throws `unauthenticated` when the actor's credential has been revoked or has expired since it was checked. */
export async function assertCredentialActive(
  app: Pick<AccountsContext, 'db'>,
  actor: CredentialRef,
): Promise<void> {
  if ((await findEndedCredentials(app, [actor])).length > 0)
    throw unauthenticated('That sign-in or token has just ended.');
}

/** Records that these credentials are in use. Returns the ids of those that are no longer active. */
export async function findEndedCredentials(
  app: Pick<AccountsContext, 'db'>,
  actors: CredentialRef[],
): Promise<string[]> {
  const ids = (via: UserActor['via']) => [
    ...new Set(actors.filter((actor) => actor.via === via).map((actor) => actor.credentialId)),
  ];
  return touchCredentials(app.db, { signIns: ids('sign-in'), tokens: ids('token') });
}
