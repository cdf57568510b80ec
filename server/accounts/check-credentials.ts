import type { PoolClient } from 'pg';
import type { UserActor } from '@/server/actor';
import { touchCredentials } from './store/credentials';

type CredentialRef = Pick<UserActor, 'via' | 'credentialId'>;

/** Records that these credentials are in use. Returns the ids of those that are no longer active. */
export async function findEndedCredentials(
  client: Pick<PoolClient, 'query'>,
  actors: readonly CredentialRef[],
): Promise<Set<string>> {
  const ids = (via: UserActor['via']) => [
    ...new Set(actors.filter((actor) => actor.via === via).map((actor) => actor.credentialId)),
  ];
  return new Set(await touchCredentials(client, { signIns: ids('sign-in'), tokens: ids('token') }));
}
