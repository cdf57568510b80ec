import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { prepared } from '@/db/prepared';
import type { UserActor } from '@/server/actor';
import { connectedCredentials } from './credentials';
import { readScopes } from './tokens';
import { USER, type UserRow } from './users';

/** Days for which ended sign-ins and tokens are kept. */
const KEPT_DAYS = 30;

/** Inserts a sign-in that expires after `days` days. Returns its id. */
export async function insertSignIn(
  client: Pick<PoolClient, 'query'>,
  signIn: { userId: string; userAgent: string; days: number },
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO sign_ins (user_id, user_agent, expires_at) VALUES ($1, $2, now() + $3 * interval '1 day') RETURNING id`,
    [signIn.userId, signIn.userAgent, signIn.days],
  );
  return (rows[0] as { id: string }).id;
}

/** Returns the user of a sign-in that is neither revoked nor expired. Records the time, at most once a minute. */
export async function userOfSignIn(db: Db, signInId: string): Promise<UserRow | null> {
  const { rows } = await db.pool.query<UserRow & { stale: boolean }>(
    `SELECT ${USER}, s.last_seen_at < now() - interval '1 minute' AS stale
     FROM sign_ins s JOIN users u ON u.id = s.user_id
     WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > now()`,
    [signInId],
  );
  const row = rows[0];
  if (row?.stale) await db.pool.query('UPDATE sign_ins SET last_seen_at = now() WHERE id = $1', [signInId]);
  return row ?? null;
}

export interface SignInRow {
  id: string;
  userAgent: string;
  at: Date;
  seenAt: Date;
  connected: boolean;
}

/** Returns a user's active sign-ins, the most recently seen first. */
export async function signInsOf(db: Db, userId: string): Promise<SignInRow[]> {
  const signIns = await db.prisma.signIn.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: new Date() } },
    select: { id: true, userAgent: true, createdAt: true, lastSeenAt: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
  });
  const connected = await connectedCredentials(db, userId);
  return signIns.map(({ id, userAgent, createdAt, lastSeenAt }) => ({
    id,
    userAgent,
    at: createdAt,
    seenAt: lastSeenAt,
    connected: connected.has(id),
  }));
}

/** Ends a sign-in of the user; returns true also when it ended before. Returns false for an unknown id. */
export async function endSignIn(db: Db, userId: string, id: string): Promise<boolean> {
  const own = { id, userId };
  const ended = await db.prisma.signIn.updateMany({
    where: { ...own, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return ended.count === 1 || (await db.prisma.signIn.count({ where: own })) === 1;
}

/** Ends all active sign-ins of a user but `id`. Returns the ids of those that ended. */
export async function endOtherSignIns(db: Db, userId: string, id: string): Promise<string[]> {
  const now = new Date();
  const ended = await db.prisma.signIn.updateManyAndReturn({
    where: { userId, id: { not: id }, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true, expiresAt: true },
  });
  return ended.filter(({ expiresAt }) => expiresAt > now).map((signIn) => signIn.id);
}

/**
 * Revokes all sign-ins and tokens of a user, and the mailed links and device codes that would begin another. Returns how
 * many sign-ins and tokens were not revoked before.
 */
export async function revokeAll(db: Db, userId: string): Promise<{ signIns: number; tokens: number }> {
  return db.transaction(async (client) => {
    const alive = 'user_id = $1 AND revoked_at IS NULL';
    await client.query('DELETE FROM password_resets WHERE user_id = $1', [userId]);
    await client.query('DELETE FROM email_verifications WHERE user_id = $1', [userId]);
    const signIns = await client.query(`UPDATE sign_ins SET revoked_at = now() WHERE ${alive}`, [userId]);
    // Before the tokens: those that a code began meanwhile are revoked, too.
    await client.query('DELETE FROM device_codes WHERE user_id = $1', [userId]);
    const tokens = await client.query(`UPDATE api_tokens SET revoked_at = now() WHERE ${alive}`, [userId]);
    return { signIns: signIns.rowCount ?? 0, tokens: tokens.rowCount ?? 0 };
  });
}

/** A ticket to store; `seconds`: for how long it is valid. */
export interface NewTicket {
  hash: Buffer;
  via: UserActor['via'];
  credentialId: string;
  seconds: number;
}

/** The user of a ticket, and the credential for which the ticket was created. */
export type TicketUser = UserRow & Pick<UserActor, 'via' | 'credentialId' | 'scopes'>;

/** Inserts the hashes of tickets, each of which expires after its `seconds`. */
export async function insertTickets(db: Db, tickets: NewTicket[]): Promise<void> {
  await db.pool.query(insertTicketRows({ tickets }));
}

const insertTicketRows = prepared<{ tickets: NewTicket[] }>(
  'insertTickets',
  ({ column }) => `INSERT INTO socket_tickets (hash, sign_in_id, token_id, expires_at)
     SELECT t.hash, CASE t.via WHEN 'sign-in' THEN t.id END, CASE t.via WHEN 'token' THEN t.id END,
       now() + t.seconds * interval '1 second'
     FROM unnest(${column('tickets', 'hash', 'bytea')}, ${column('tickets', 'via', 'text')}, ${column('tickets', 'credentialId', 'uuid')}, ${column('tickets', 'seconds', 'int')})
       AS t (hash, via, id, seconds)`,
);

/**
 * Deletes tickets and returns the user of each, in the order of `hashes`; null for a ticket that is unknown, expired or
 * used already. Of two concurrent uses of a ticket one succeeds.
 */
export async function takeTickets(db: Db, hashes: Buffer[]): Promise<(TicketUser | null)[]> {
  const { rows } = await db.pool.query<Omit<TicketUser, 'scopes'> & { hash: Buffer; scopes: string[] }>(
    takeTicketRows({ tickets: hashes.map((hash) => ({ hash })) }),
  );
  const taken = new Map(
    rows.map(({ hash, ...user }) => [hash.toString('hex'), { ...user, scopes: readScopes(user) }]),
  );
  return hashes.map((hash) => {
    const key = hash.toString('hex');
    const user = taken.get(key) ?? null;
    taken.delete(key);
    return user;
  });
}

const takeTicketRows = prepared<{ tickets: { hash: Buffer }[] }>(
  'takeTickets',
  ({ column }) => `WITH taken AS (
       DELETE FROM socket_tickets WHERE hash = ANY(${column('tickets', 'hash', 'bytea')}) RETURNING hash, sign_in_id, token_id, expires_at)
     SELECT ${USER}, t.hash, CASE WHEN s.id IS NULL THEN 'token' ELSE 'sign-in' END AS via,
       coalesce(s.id, k.id) AS "credentialId", coalesce(k.scopes, '{all}') AS scopes
     FROM taken t
     LEFT JOIN sign_ins s ON s.id = t.sign_in_id AND s.revoked_at IS NULL AND s.expires_at > now()
     LEFT JOIN api_tokens k ON k.id = t.token_id AND k.revoked_at IS NULL AND coalesce(k.expires_at, 'infinity') > now()
     JOIN users u ON u.id = coalesce(s.user_id, k.user_id)
     WHERE t.expires_at > now()`,
);

/** Deletes expired tickets, and sign-ins and API tokens that ended over `KEPT_DAYS` days ago. */
export async function forgetExpiredCredentials(db: Db): Promise<void> {
  await db.pool.query('DELETE FROM socket_tickets WHERE expires_at < now()');
  await db.pool.query('DELETE FROM password_resets WHERE expires_at < now()');
  await db.pool.query('DELETE FROM email_verifications WHERE expires_at < now()');
  // A program that asks for an hour longer is told that its code has expired.
  await db.pool.query(`DELETE FROM device_codes WHERE expires_at < now() - interval '1 hour'`);
  await db.pool.query(`DELETE FROM refresh_tokens WHERE used_at < now() - $1 * interval '1 day'`, [
    KEPT_DAYS,
  ]);
  // Kept for a while, so that the owner of a stopped program sees in the list that its token expired.
  for (const [table, end] of [
    ['sign_ins', 'expires_at'],
    ['api_tokens', 'coalesce(renewable_until, expires_at)'],
  ])
    await db.pool.query(
      `DELETE FROM ${table} WHERE least(revoked_at, ${end}) < now() - $1 * interval '1 day'`,
      [KEPT_DAYS],
    );
}
