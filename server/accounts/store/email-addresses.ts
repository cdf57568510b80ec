import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';

type Client = Pick<PoolClient, 'query'>;

/** Stores the hash of a secret that was mailed to an address, in place of an earlier one of the user. */
export async function insertEmailVerification(
  db: Db,
  sent: { hash: Buffer; userId: string; email: string; hours: number },
): Promise<void> {
  await db.pool.query(
    `INSERT INTO email_verifications AS v (hash, user_id, email, expires_at)
     VALUES ($1, $2, $3, now() + $4 * interval '1 hour')
     ON CONFLICT (user_id) DO UPDATE
       SET hash = excluded.hash, email = excluded.email, expires_at = excluded.expires_at`,
    [sent.hash, sent.userId, sent.email, sent.hours],
  );
}

/**
 * Uses a secret up: the address that it was mailed to becomes the verified address of the account. Returns both
 * addresses; null when the secret has expired, or was used or replaced. Locks the account first, as a change of the
 * password does.
 */
export async function takeEmailVerification(
  client: Client,
  hash: Buffer,
): Promise<{ username: string; former: string; email: string } | null> {
  const { rows } = await client.query<{ userId: string; username: string; former: string; email: string }>(
    `WITH account AS (
       SELECT l.user_id, l.email FROM local_accounts l JOIN email_verifications v ON v.user_id = l.user_id
       WHERE v.hash = $1 FOR UPDATE OF l),
     taken AS (
       DELETE FROM email_verifications v USING account a
       WHERE v.user_id = a.user_id AND v.hash = $1 AND v.expires_at > now()
       RETURNING v.user_id, v.email, a.email AS former)
     SELECT t.user_id AS "userId", u.username, t.former, t.email FROM taken t JOIN users u ON u.id = t.user_id`,
    [hash],
  );
  const [taken] = rows;
  if (!taken) return null;
  const { userId, ...changed } = taken;
  await setEmail(client, userId, { email: changed.email, verified: true });
  return changed;
}

/** Stores the address of a local account, and deletes the links that were mailed to another one. */
export async function setEmail(
  client: Client,
  userId: string,
  { email, verified }: { email: string; verified: boolean },
): Promise<void> {
  await client.query(
    `UPDATE local_accounts SET email = $2,
       email_verified_at = CASE WHEN $3 THEN now() WHEN email = $2 THEN email_verified_at END
     WHERE user_id = $1`,
    [userId, email, verified],
  );
  await client.query('DELETE FROM password_resets WHERE user_id = $1', [userId]);
  await client.query('DELETE FROM email_verifications WHERE user_id = $1', [userId]);
}
