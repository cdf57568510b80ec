import type { UserActor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { unauthenticated } from './actors';
import { seeCredentials } from './store/credentials';

type Shown = Pick<UserActor, 'via' | 'credentialId'>;

/** Throws `unauthenticated` when the credential that an actor showed has been revoked, or is over, since. */
export async function assertStillGood(app: Pick<AppServices, 'db'>, actor: Shown): Promise<void> {
  if ((await overCredentials(app, [actor])).length > 0)
    throw unauthenticated('That sign-in or token has just ended.');
}

/** Notes that these credentials are in use, and answers the ids of those that are good no more. */
export async function overCredentials(app: Pick<AppServices, 'db'>, actors: Shown[]): Promise<string[]> {
  const ids = (via: UserActor['via']) => [
    ...new Set(actors.filter((actor) => actor.via === via).map((actor) => actor.credentialId)),
  ];
  return seeCredentials(app.db, { signIns: ids('sign-in'), tokens: ids('token') });
}
