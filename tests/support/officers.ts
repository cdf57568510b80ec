import type { Db } from '@/db/client';
import type { AlertRole } from '@/protocol/alert-kinds';
import { cookieOf, createSignedIn } from './signed-in';

/**
 * Creates a user with these rights for alerts everywhere. Returns the cookie of a sign-in on nodes whose
 * NEXTAUTH_SECRET is `secret`.
 */
export async function appointOfficer(
  db: Db,
  { name, roles, secret }: { name: string; roles: readonly AlertRole[]; secret: string },
): Promise<string> {
  const [{ signInId } = { signInId: '' }] = await createSignedIn(db, [name]);
  await db.pool.query(
    `INSERT INTO alert_grants (user_id, role, granted_by)
     SELECT id, unnest($2::"AlertRole"[]), id FROM users WHERE username = $1`,
    [name, roles],
  );
  return cookieOf(signInId, secret);
}
