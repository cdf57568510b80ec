import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import { usersByName } from './store/users';

/** Returns the internal ids of users by username. Throws `not_found` naming the first unknown username. */
export async function findUserIds(client: PoolClient, usernames: string[]): Promise<string[]> {
  const found = await usersByName(client, usernames);
  const unknown = usernames.find((name) => !found.has(name));
  if (unknown !== undefined) throw fail('not_found', `There is no user ${unknown}.`, { field: 'users' });
  return [...found.values()].map(({ userId }) => userId);
}
