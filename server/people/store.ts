import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { UserActor } from '@/server/actor';
import type { Pictures } from './pictures';

type Client = Pick<PoolClient, 'query'>;

const IS_ACTIVE = '(u.guest_until IS NULL OR u.guest_until > now()) AND u.erased_at IS NULL';
// A direct conversation shows only a user who has written in it: whoever begins one must not learn from the photo whether
// the other accepted the request. The first 500 entries are enough to know, and keep the search short.
const SHARES_CONVERSATION = `EXISTS (SELECT 1 FROM memberships a JOIN memberships b ON b.conversation_id = a.conversation_id
    JOIN conversations c ON c.id = a.conversation_id
  WHERE a.user_id = $1 AND b.user_id = u.id AND a.to_seq IS NULL AND b.to_seq IS NULL
    AND (c.kind IN ('group', 'channel') OR (c.kind = 'direct' AND EXISTS (
      SELECT 1 FROM entries e JOIN messages m ON m.id = e.message_id
      WHERE e.conversation_id = c.id AND e.seq <= 500 AND NOT e.change AND m.sender_id = u.id))))`;
/**
 * Condition on `users u`: the observer (`$1`; `$2`: an administrator; `$3`: a guest) may see the user, wherever both
 * are: a user whom the observer could find by name, or with whom they share a conversation, and no block is between
 * the two.
 */
const IS_VISIBLE = `(u.id = $1 OR $2::boolean OR (NOT EXISTS (SELECT 1 FROM blocks
    WHERE (blocker_id = $1 AND blocked_id = u.id) OR (blocker_id = u.id AND blocked_id = $1))
  AND ((u.searchable AND NOT $3::boolean) OR ${SHARES_CONVERSATION})))`;
const observerOf = ({ userId, administrator, guest }: UserActor) => [userId, administrator, guest];

export interface PersonRow {
  userId: string;
  username: string;
  name: string;
  guest: boolean;
  about: string | null;
  photo: string | null;
  /** The observer may see the user, wherever both are. */
  visible: boolean;
  /** The channels of which both are members. */
  channels: { id: string; title: string }[];
}

/** Returns a user as an observer knows them; null for unknown and erased users and expired guests. */
export async function findPerson(db: Db, observer: UserActor, username: string): Promise<PersonRow | null> {
  const { rows } = await db.pool.query<PersonRow>(
    `SELECT u.id AS "userId", u.username, u.name, u.guest_until IS NOT NULL AS guest, u.about, p.id AS photo,
       ${IS_VISIBLE} AS visible,
       ARRAY(SELECT jsonb_build_object('id', c.id, 'title', c.title)
         FROM memberships a JOIN memberships b ON b.conversation_id = a.conversation_id AND b.user_id = u.id
           JOIN conversations c ON c.id = a.conversation_id
         WHERE a.user_id = $1 AND u.id <> $1 AND a.to_seq IS NULL AND b.to_seq IS NULL AND c.kind = 'channel'
         ORDER BY c.title, c.id) AS channels
     FROM users u LEFT JOIN photos p ON p.user_id = u.id WHERE u.username = $4 AND ${IS_ACTIVE}`,
    [...observerOf(observer), username],
  );
  return rows[0] ?? null;
}

/** Returns the photos of those users who have one, and whether the observer may see them wherever both are. */
export async function findPhotos(
  db: Db,
  observer: UserActor,
  usernames: string[],
): Promise<{ userId: string; username: string; photo: string; visible: boolean }[]> {
  const { rows } = await db.pool.query(
    `SELECT u.id AS "userId", u.username, p.id AS photo, ${IS_VISIBLE} AS visible
     FROM users u JOIN photos p ON p.user_id = u.id
     WHERE u.username = ANY($4) AND p.id IS NOT NULL AND ${IS_ACTIVE} ORDER BY u.username`,
    [...observerOf(observer), usernames],
  );
  return rows;
}

export interface PhotoRow {
  userId: string;
  type: string;
  data: Uint8Array;
  visible: boolean;
}

/** Returns a photo by its id or by its user, in one size; null when there is none. */
export async function findPhoto(
  db: Db,
  observer: UserActor,
  { size, ...by }: { size: 'small' | 'large' } & ({ id: string } | { username: string }),
): Promise<PhotoRow | null> {
  const [column, value] = 'id' in by ? ['p.id', by.id] : ['u.username', by.username];
  const { rows } = await db.pool.query<PhotoRow>(
    `SELECT u.id AS "userId", p.type, p.${size} AS data, ${IS_VISIBLE} AS visible
     FROM photos p JOIN users u ON u.id = p.user_id WHERE ${column} = $4 AND p.id IS NOT NULL AND ${IS_ACTIVE}`,
    [...observerOf(observer), value],
  );
  return rows[0] ?? null;
}

/** Returns whether a provider's photo, by its digest, is to be read: it is new, and the user has not chosen another. */
export async function isNewPhoto(db: Db, userId: string, digest: Uint8Array): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    'SELECT 1 FROM photos WHERE user_id = $1 AND (chosen OR source_digest = $2)',
    [userId, digest],
  );
  return rowCount === 0;
}

/** Replaces the photo of a user under a new id, which it returns. */
export async function storePhoto(
  db: Db,
  userId: string,
  { type, small, large }: Pictures,
  { chosen, digest }: { chosen: boolean; digest: Uint8Array | null },
): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO photos AS p (user_id, id, type, small, large, chosen, source_digest)
     SELECT id, gen_random_uuid(), $2, $3, $4, $5, $6 FROM users WHERE id = $1 AND erased_at IS NULL
     ON CONFLICT (user_id) DO UPDATE SET id = excluded.id, type = excluded.type, small = excluded.small,
       large = excluded.large, chosen = excluded.chosen, source_digest = excluded.source_digest
       WHERE excluded.chosen OR NOT p.chosen
     RETURNING id`,
    [userId, type, small, large, chosen, digest],
  );
  return rows[0]?.id ?? '';
}

/** Removes the photo of a user and remembers that the user wants none. */
export async function deletePhoto(client: Client, userId: string): Promise<void> {
  await client.query(
    `INSERT INTO photos (user_id, type, chosen) VALUES ($1, '', true)
     ON CONFLICT (user_id) DO UPDATE SET id = NULL, small = NULL, large = NULL, source_digest = NULL, chosen = true`,
    [userId],
  );
}
