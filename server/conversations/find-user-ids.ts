import type { PoolClient } from 'pg';
import { fail } from '@/server/errors';
import { usersByName } from './store/users';

/** The internal ids of people chosen by username. Throws `not_found` naming the first that there is not. */
export async function findUserIds(client: PoolClient, usernames: string[]): Promise<string[]> {
  const found = await usersByName(client, usernames);
  const unknown = usernames.find((name) => !found.has(name));
  if (unknown !== undefined) throw fail('not_found', `There is no user ${unknown}.`, { field: 'users' });
  return [...found.values()].map(({ userId }) => userId);
}
