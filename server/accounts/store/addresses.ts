import type { PoolClient } from 'pg';

/** Usernames that are the local part of an address as they are. */
const PLAIN = '^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$';

/**
 * Returns the e-mail addresses of users, by internal id: that of a local account, otherwise `pattern` with the username of
 * whoever signs in with a provider. Users without an address are left out, as erased users and guests are, and suspended
 * ones unless `suspended`.
 */
export async function addressesOf(
  client: Pick<PoolClient, 'query'>,
  userIds: readonly string[],
  pattern: string | null,
  { suspended = false }: { suspended?: boolean } = {},
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ userId: string; address: string }>(
    `SELECT u.id AS "userId", coalesce(l.email, replace($2::text, '{username}', u.username)) AS address
     FROM users u LEFT JOIN local_accounts l ON l.user_id = u.id LEFT JOIN identities i ON i.user_id = u.id
     WHERE u.id = ANY($1) AND u.erased_at IS NULL AND u.guest_until IS NULL
       AND ($4 OR u.suspended_until IS NULL OR u.suspended_until <= now())
       AND (l.user_id IS NOT NULL OR (i.user_id IS NOT NULL AND $2::text IS NOT NULL AND u.username ~ $3))`,
    [userIds, pattern, PLAIN, suspended],
  );
  return new Map(rows.map(({ userId, address }) => [userId, address]));
}
