import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';

type Client = Pick<PoolClient, 'query'>;

/**
 * Takes from a user all that was only theirs: password and e-mail, name, photo, rights, whom
 * they had blocked, and every credential. The
 * username stays taken, and with it the identity: nobody else may be taken for them in what they said.
 */
export async function retireUser(client: Client, userId: string): Promise<void> {
  await client.query('DELETE FROM local_accounts WHERE user_id = $1', [userId]);
  await client.query('DELETE FROM blocks WHERE blocker_id = $1', [userId]);
  await client.query(
    `UPDATE users SET name = username, photo = NULL, photo_type = NULL, administrator = false WHERE id = $1`,
    [userId],
  );
  const alive = 'user_id = $1 AND revoked_at IS NULL';
  await client.query(`UPDATE sign_ins SET revoked_at = now() WHERE ${alive}`, [userId]);
  await client.query(`UPDATE api_tokens SET revoked_at = now() WHERE ${alive}`, [userId]);
}

/** Guests whose day is over and who are still there: some of them at a time. */
export async function findOverdueGuests(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT id FROM users WHERE guest_until <= now() AND name <> username LIMIT 200',
  );
  return rows.map((row) => row.id);
}

/** Forgets guests who are gone and have left nothing that anybody else can read; answers how many. */
export async function deleteSilentGuests(db: Db): Promise<number> {
  const silent = `guest_until <= now() AND name = username
    AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.sender_id = u.id)
    AND NOT EXISTS (SELECT 1 FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
      WHERE mb.user_id = u.id AND c.kind NOT IN ('nearby', 'building'))`;
  const { rowCount } = await db.pool.query(
    `WITH gone AS (DELETE FROM users u WHERE ${silent} RETURNING u.id)
     DELETE FROM conversations c USING gone WHERE c.key = 'nearby:' || gone.id`,
  );
  return rowCount ?? 0;
}
