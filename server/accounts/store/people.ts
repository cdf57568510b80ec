import type { Db } from '@/db/client';
import { wordsQuery } from '@/db/text-search';
import { wordsOf } from './users';

export interface Found {
  userId: string;
  username: string;
  name: string;
}

/** Condition on `users u`: neither erased nor an expired guest. */
const IS_ACTIVE = `(u.guest_until IS NULL OR u.guest_until > now()) AND u.erased_at IS NULL`;

/**
 * Returns users in order of name: the user with exactly this username, and (`byName`) searchable users whose name or
 * username has, for each term, a word that begins with it.
 */
export async function findByName(
  db: Db,
  { text, byName, limit }: { text: string; byName: boolean; limit: number },
): Promise<Found[]> {
  const username = text.trim().replace(/^@/, '');
  const terms = byName ? username.split(/\s+/) : [];
  const words = wordsQuery(
    terms.map((term) => ({ text: term, prefix: true, not: false, or: false })),
    { eager: true },
  );
  const columns = 'u.id AS "userId", u.username, u.name';
  const { rows } = await db.pool.query<Found>(
    `SELECT * FROM (
       SELECT ${columns}, true AS exact FROM users u WHERE u.username IN ($1, lower($1)) AND ${IS_ACTIVE}
       UNION ALL
       (SELECT ${columns}, false FROM users u
        WHERE u.words @@ $2::tsquery
          AND u.searchable AND u.username NOT IN ($1, lower($1)) AND ${IS_ACTIVE}
        ORDER BY u.name, u.username LIMIT $3)) found
     ORDER BY exact DESC, name, username LIMIT $3`,
    [username, words, limit],
  );
  return rows.map(({ userId, username, name }) => ({ userId, username, name }));
}

/** Stores the search words of up to `limit` users who have none yet. Returns how many users were updated. */
export async function indexPeople(db: Db, limit: number): Promise<number> {
  return db.transaction(async (client) => {
    const { rows } = await client.query<Found>(
      `SELECT id AS "userId", username, name FROM users WHERE words IS NULL ORDER BY id LIMIT $1
       FOR NO KEY UPDATE SKIP LOCKED`,
      [limit],
    );
    if (rows.length === 0) return 0;
    await client.query(
      'UPDATE users u SET words = w FROM unnest($1::uuid[], $2::tsvector[]) AS made (id, w) WHERE u.id = made.id',
      [rows.map(({ userId }) => userId), rows.map(({ name, username }) => wordsOf(name, username))],
    );
    return rows.length;
  });
}
