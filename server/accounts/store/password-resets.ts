import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';

/** Stores the hash of a mailed secret, in place of an earlier one of the user. */
export async function insertPasswordReset(
  db: Db,
  reset: { hash: Buffer; userId: string; minutes: number },
): Promise<void> {
  await db.pool.query(
    `INSERT INTO password_resets AS r (hash, user_id, expires_at) VALUES ($1, $2, now() + $3 * interval '1 minute')
     ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`,
    [reset.hash, reset.userId, reset.minutes],
  );
}

/** Returns the local account to whose owner a secret was mailed; null when it has expired, or was used. */
export async function findPasswordReset(
  db: Db,
  hash: Buffer,
): Promise<{ userId: string; username: string; name: string; email: string } | null> {
  const { rows } = await db.pool.query<{ userId: string; username: string; name: string; email: string }>(
    `SELECT u.id AS "userId", u.username, u.name, l.email FROM password_resets r
     JOIN local_accounts l ON l.user_id = r.user_id JOIN users u ON u.id = r.user_id
     WHERE r.hash = $1 AND r.expires_at > now()`,
    [hash],
  );
  return rows[0] ?? null;
}

/**
 * Uses a secret up; returns false when it has expired or was used. Locks the account first, as a change of the password
 * does.
 */
export async function takePasswordReset(client: Pick<PoolClient, 'query'>, hash: Buffer): Promise<boolean> {
  const { rowCount } = await client.query(
    `WITH account AS (
       SELECT l.user_id FROM local_accounts l JOIN password_resets r ON r.user_id = l.user_id WHERE r.hash = $1
       FOR UPDATE OF l)
     DELETE FROM password_resets r USING account a
     WHERE r.user_id = a.user_id AND r.hash = $1 AND r.expires_at > now()`,
    [hash],
  );
  return rowCount === 1;
}
