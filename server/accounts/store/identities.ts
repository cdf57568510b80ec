import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { USER, type UserRow, wordsOf } from './users';

type Client = Pick<PoolClient, 'query'>;
export type IdentityProvider = 'fenix' | 'oidc' | 'local';

/** SQL expression that is the same for usernames that look alike; the index `users_look_idx` is on this expression. */
const look = (of: string) => `translate(lower(${of}), 'ilo._-', '110')`;

/** Locks an identity: of two concurrent first sign-ins of a person, the second finds the user of the first. */
export async function lockIdentity(client: Client, provider: string, subject: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `identity:${provider}:${subject}`,
  ]);
}

/** Returns the user of an identity after updating the name (null keeps it); null when it is unknown. */
export async function refreshUserOf(
  client: Client,
  identity: { provider: IdentityProvider; subject: string },
  person: { name: string | null },
): Promise<UserRow | null> {
  const { rows } = await client.query<UserRow & { renamed: boolean }>(
    `UPDATE users u SET name = coalesce($3, u.name), words = CASE WHEN u.name = coalesce($3, u.name) THEN u.words END
     FROM identities i WHERE i.user_id = u.id AND i.provider = $1::"IdentityProvider" AND i.subject = $2
     RETURNING ${USER}, u.words IS NULL AS renamed`,
    [identity.provider, identity.subject, person.name],
  );
  const [row] = rows;
  if (!row) return null;
  const { renamed, ...user } = row;
  if (renamed)
    await client.query('UPDATE users SET words = $2::tsvector WHERE id = $1', [
      user.id,
      wordsOf(user.name, user.username),
    ]);
  return user;
}

/**
 * Inserts a user. Returns null when a user or a bot has the name, or it is reserved after an erasure.
 * @param user `evenIfBot`: a bot of that name is no obstacle, since the name belongs to the person. `retired`: the
 * hashes under which the name and its owner are reserved.
 */
export async function insertUser(
  client: Client,
  user: {
    username: string;
    name: string;
    guestHours?: number;
    evenIfBot?: boolean;
    retired?: { name: Buffer; owner: Buffer | null };
  },
): Promise<UserRow | null> {
  const { rows } = await client.query<UserRow>(
    `INSERT INTO users AS u (username, name, guest_until, words)
     SELECT $1::text, $2::text, now() + $3::int * interval '1 hour', $7::tsvector
     WHERE ($4 OR NOT EXISTS (SELECT 1 FROM bots WHERE id = $1::text))
       AND NOT EXISTS (SELECT 1 FROM retired_usernames r WHERE r.name = $5 AND (r.owner = $6) IS NOT TRUE)
     ON CONFLICT (username) DO NOTHING RETURNING ${USER}`,
    [
      user.username,
      user.name,
      user.guestHours ?? null,
      user.evenIfBot ?? false,
      user.retired?.name ?? null,
      user.retired?.owner ?? null,
      wordsOf(user.name, user.username),
    ],
  );
  return rows[0] ?? null;
}

/** Returns the user of that name whom the operator created and to whom no identity belongs yet. */
export async function findUnclaimed(client: Client, username: string): Promise<UserRow | null> {
  const { rows } = await client.query<UserRow>(
    `SELECT ${USER} FROM users u WHERE u.username = $1 AND u.guest_until IS NULL AND u.erased_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id)`,
    [username],
  );
  return rows[0] ?? null;
}

/** Returns whether a name looks like that of an existing user or bot. */
export async function looksTaken(client: Client, username: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM users WHERE ${look('username')} = ${look('$1::text')}
     UNION ALL SELECT 1 FROM bots WHERE ${look('id')} = ${look('$1::text')} LIMIT 1`,
    [username],
  );
  return rowCount === 1;
}

export async function insertIdentity(
  client: Client,
  identity: { userId: string; provider: IdentityProvider; subject: string },
): Promise<void> {
  await client.query(
    'INSERT INTO identities (user_id, provider, subject) VALUES ($1, $2::"IdentityProvider", $3)',
    [identity.userId, identity.provider, identity.subject],
  );
}

/** How a user signs in, and the e-mail address of a local account. */
export interface SignInMethod {
  /** Null for guests and for users that the operator created. */
  provider: IdentityProvider | null;
  email: string | null;
  /** The user has opened a link that was mailed to the address. */
  emailVerified: boolean;
}

/** Returns how a user signs in. */
export async function findIdentity(db: Db, userId: string): Promise<SignInMethod> {
  const identity = await db.prisma.identity.findUnique({
    where: { userId },
    select: {
      provider: true,
      user: { select: { local: { select: { email: true, emailVerifiedAt: true } } } },
    },
  });
  const local = identity?.user.local;
  return {
    provider: identity?.provider ?? null,
    email: local?.email ?? null,
    emailVerified: Boolean(local?.emailVerifiedAt),
  };
}

export async function insertLocalAccount(
  client: Client,
  account: { userId: string; email: string; passwordHash: string },
): Promise<void> {
  await client.query('INSERT INTO local_accounts (user_id, email, password_hash) VALUES ($1, $2, $3)', [
    account.userId,
    account.email,
    account.passwordHash,
  ]);
}

export interface LocalAccountRow {
  userId: string;
  username: string;
  name: string;
  email: string;
  passwordHash: string;
}

const ACCOUNT = `SELECT u.id AS "userId", u.username, u.name, l.email, l.password_hash AS "passwordHash"
  FROM local_accounts l JOIN users u ON u.id = l.user_id`;

/** Returns the local account of a username with its password hash, or null. */
export async function findLocalAccount(db: Db, username: string): Promise<LocalAccountRow | null> {
  const { rows } = await db.pool.query<LocalAccountRow>(`${ACCOUNT} WHERE u.username = $1`, [username]);
  return rows[0] ?? null;
}

/** Returns the local account of a user id with its password hash, or null. */
export async function findLocalAccountOf(db: Db, userId: string): Promise<LocalAccountRow | null> {
  const { rows } = await db.pool.query<LocalAccountRow>(`${ACCOUNT} WHERE u.id = $1`, [userId]);
  return rows[0] ?? null;
}

/**
 * Locks the account until the transaction ends, so that a sign-in and a concurrent change of the password run one after
 * the other. Returns false when the password is no longer the one that was checked.
 */
export async function holdPassword(client: Client, userId: string, passwordHash: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT 1 FROM local_accounts WHERE user_id = $1 AND password_hash = $2 FOR UPDATE',
    [userId, passwordHash],
  );
  return rowCount === 1;
}

/**
 * Replaces the password and ends every sign-in but `keepSignInId`, those of programs included, and the mailed links and
 * device codes that would begin another. Returns the ids of the active sign-ins that ended.
 */
export async function replacePassword(
  client: Client,
  change: { userId: string; passwordHash: string; keepSignInId: string | null },
): Promise<string[]> {
  await client.query('UPDATE local_accounts SET password_hash = $2, changed_at = now() WHERE user_id = $1', [
    change.userId,
    change.passwordHash,
  ]);
  await client.query('DELETE FROM password_resets WHERE user_id = $1', [change.userId]);
  await client.query('DELETE FROM email_verifications WHERE user_id = $1', [change.userId]);
  const { rows } = await client.query<{ id: string }>(
    `UPDATE sign_ins SET revoked_at = now()
     WHERE user_id = $1 AND id IS DISTINCT FROM $2::uuid AND revoked_at IS NULL AND expires_at > now() RETURNING id`,
    [change.userId, change.keepSignInId],
  );
  // Between the two updates: no code is confirmed after the first, and the second ends what a code began meanwhile.
  await client.query('DELETE FROM device_codes WHERE user_id = $1', [change.userId]);
  // Programs that signed in for the user end as well; tokens that the user made stay.
  const programs = await client.query<{ id: string }>(
    `UPDATE api_tokens SET revoked_at = now()
     WHERE user_id = $1 AND renewable_until > now() AND revoked_at IS NULL RETURNING id`,
    [change.userId],
  );
  return [...rows, ...programs.rows].map((row) => row.id);
}
