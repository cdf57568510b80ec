import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { wordsVector } from '@/db/text-search';
import type { FirstMessages } from '@/protocol/accounts';
import type { Reason } from '@/protocol/reasons';

/** The columns from which an actor is made. */
export interface UserRow {
  id: string;
  username: string;
  name: string;
  administrator: boolean;
  /** Signed in by a name alone, for a day. */
  guest: boolean;
  /** The suspension of the account now; null or absent without one. `until` in ISO 8601. */
  suspension?: { until: string; reason: Reason; note: string | null } | null;
}

/** Columns of `users u`. */
export const USER = `u.id, u.username, u.name, u.administrator, u.guest_until IS NOT NULL AS guest,
  CASE WHEN u.suspended_until > now() THEN (
    SELECT jsonb_build_object('until', to_char(u.suspended_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'reason', s.reason, 'note', s.note)
    FROM suspensions s WHERE s.user_id = u.id ORDER BY s.created_at DESC LIMIT 1) END AS suspension`;

/** Returns the words by which a user is found, as stored in `users.words`. */
export const wordsOf = (name: string, username: string) => wordsVector(`${name} ${username}`);

/** Inserts a user, or updates the name of an existing one (null keeps it). */
export async function upsertUser(
  client: Pick<PoolClient, 'query'>,
  person: { username: string; name: string | null },
): Promise<UserRow> {
  const { rows } = await client.query<UserRow>(
    `INSERT INTO users AS u (username, name, words) VALUES ($1, coalesce($2, $1), $3::tsvector)
     ON CONFLICT (username) DO UPDATE
       SET name = coalesce($2, u.name), words = CASE WHEN $2 IS NULL THEN u.words ELSE $3::tsvector END
     RETURNING ${USER}`,
    [person.username, person.name, wordsOf(person.name ?? person.username, person.username)],
  );
  return rows[0] as UserRow;
}

/** Inserts the missing users. Returns the internal ids of all, by username. */
export async function upsertUsers(
  client: Pick<PoolClient, 'query'>,
  usernames: string[],
): Promise<Map<string, string>> {
  await client.query(
    `INSERT INTO users (username, name, words) SELECT n, n, w FROM unnest($1::text[], $2::tsvector[]) AS u (n, w)
     ON CONFLICT (username) DO NOTHING`,
    [usernames, usernames.map((username) => wordsOf(username, username))],
  );
  const { rows } = await client.query<{ id: string; username: string }>(
    'SELECT id, username FROM users WHERE username = ANY($1)',
    [usernames],
  );
  return new Map(rows.map((row) => [row.username, row.id]));
}

/** Returns the user of a username; null when there is none or the user is erased. */
export async function findUser(db: Db, username: string): Promise<UserRow | null> {
  const { rows } = await db.pool.query<UserRow>(
    `SELECT ${USER} FROM users u WHERE u.username = $1 AND u.erased_at IS NULL`,
    [username],
  );
  return rows[0] ?? null;
}

/** Returns the user of an id, with their suspension; null when there is none. */
export async function findUserById(
  client: Pick<PoolClient, 'query'>,
  userId: string,
): Promise<UserRow | null> {
  const { rows } = await client.query<UserRow>(`SELECT ${USER} FROM users u WHERE u.id = $1`, [userId]);
  return rows[0] ?? null;
}

/** Returns the usernames of all users who are not erased, in order. */
export async function listUsernames(db: Db): Promise<string[]> {
  const users = await db.prisma.user.findMany({
    where: { erasedAt: null },
    select: { username: true },
    orderBy: { username: 'asc' },
  });
  return users.map(({ username }) => username);
}

/** Stores whether a user is an administrator; does not make a guest one. */
export async function setAdministratorFlag(db: Db, username: string, administrator: boolean): Promise<void> {
  await db.prisma.user.updateMany({
    where: { username, ...(administrator && { guestUntil: null }) },
    data: { administrator },
  });
}

/** Returns the parts of a profile that the actor does not contain; the defaults if the user has just been erased. */
export async function findProfile(
  db: Db,
  userId: string,
): Promise<Profile & { photo: boolean; photoId: string | null }> {
  const user = await db.prisma.user.findUnique({
    where: { id: userId },
    select: {
      about: true,
      searchable: true,
      firstMessages: true,
      receipts: true,
      typing: true,
      photo: { select: { id: true } },
    },
  });
  const photoId = user?.photo?.id ?? null;
  return {
    photo: photoId !== null,
    photoId,
    about: user?.about ?? null,
    searchable: user?.searchable ?? false,
    firstMessages: user?.firstMessages ?? 'everyone',
    receipts: user?.receipts ?? true,
    typing: user?.typing ?? true,
  };
}

/** What users set themselves of their profile. */
export interface Profile {
  about: string | null;
  searchable: boolean;
  firstMessages: FirstMessages;
  receipts: boolean;
  typing: boolean;
}
/** The parts of a profile to change. */
export type ProfileChange = { [Part in keyof Profile]?: Profile[Part] | undefined };

/** Sets parts of a profile; undefined parts stay. */
export async function setProfile(
  db: Db,
  userId: string,
  { about, searchable, firstMessages }: Omit<ProfileChange, 'receipts' | 'typing'>,
): Promise<void> {
  await db.prisma.user.updateMany({
    where: { id: userId, erasedAt: null },
    data: {
      ...(about !== undefined && { about }),
      ...(searchable !== undefined && { searchable }),
      ...(firstMessages && { firstMessages }),
    },
  });
}

/** Sets the name of a local account; returns false for every other user. */
export async function setLocalName(
  client: Pick<PoolClient, 'query'>,
  { userId, username, name }: { userId: string; username: string; name: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE users u SET name = $2, words = $3::tsvector FROM local_accounts l WHERE l.user_id = u.id AND u.id = $1`,
    [userId, name, wordsOf(name, username)],
  );
  return rowCount === 1;
}

/**
 * Sets whether a user gives and gets receipts, and tells and is told who is writing; undefined changes nothing. Returns
 * the choices as they are now; null for an erased user.
 */
export async function setChoices(
  client: Pick<PoolClient, 'query'>,
  userId: string,
  { receipts, typing }: Pick<ProfileChange, 'receipts' | 'typing'>,
): Promise<Pick<Profile, 'receipts' | 'typing'> | null> {
  const { rows } = await client.query<Pick<Profile, 'receipts' | 'typing'>>(
    `UPDATE users SET receipts = coalesce($2, receipts), typing = coalesce($3, typing)
     WHERE id = $1 AND erased_at IS NULL RETURNING receipts, typing`,
    [userId, receipts ?? null, typing ?? null],
  );
  return rows[0] ?? null;
}

/** Stores a user's range, in metres. */
export async function setRange(
  client: Pick<PoolClient, 'query'>,
  userId: string,
  range: number,
): Promise<void> {
  await client.query('UPDATE users SET range = $2 WHERE id = $1', [userId, range]);
}

/** Locks a user's row and returns the ids of the pinned conversations. */
export async function lockPins(client: Pick<PoolClient, 'query'>, userId: string): Promise<string[]> {
  const { rows } = await client.query<{ pins: string[] | null }>(
    'SELECT pins FROM users WHERE id = $1 FOR NO KEY UPDATE',
    [userId],
  );
  return rows[0]?.pins ?? [];
}

/** Stores the pinned conversations of a user and returns the new version of the list. */
export async function setPins(
  client: Pick<PoolClient, 'query'>,
  userId: string,
  pins: string[],
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'UPDATE users SET pins = $2, pins_version = pins_version + 1 WHERE id = $1 RETURNING pins_version AS version',
    [userId, pins],
  );
  return rows[0]?.version ?? 0;
}

/** Increments the version of a user's list of blocks; the lock on the row puts concurrent changes in order. */
export async function bumpBlocksVersion(client: Pick<PoolClient, 'query'>, userId: string): Promise<void> {
  await client.query('UPDATE users SET blocks_version = blocks_version + 1 WHERE id = $1', [userId]);
}

/** Sets until when a user is suspended; null: not. */
export async function setSuspendedUntil(
  client: Pick<PoolClient, 'query'>,
  userId: string,
  until: Date | null,
): Promise<void> {
  await client.query('UPDATE users SET suspended_until = $2 WHERE id = $1', [userId, until]);
}
