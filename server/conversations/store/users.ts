import type { PoolClient } from 'pg';
import type { Member } from './memberships';

/** Returns the existing users, by username; leaves out erased users. */
export async function usersByName(
  client: Pick<PoolClient, 'query'>,
  usernames: string[],
): Promise<Map<string, Member>> {
  if (usernames.length === 0) return new Map();
  const { rows } = await client.query<Member>({
    name: 'usersByName',
    text: 'SELECT id AS "userId", username, name FROM users WHERE username = ANY($1) AND erased_at IS NULL',
    values: [[...new Set(usernames)]],
  });
  return new Map(rows.map((row) => [row.username, row]));
}
