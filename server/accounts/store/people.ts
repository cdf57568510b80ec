import type { Db } from '@/db/client';
import { wordsQuery } from '@/db/words';

export interface Found {
  userId: string;
  username: string;
  name: string;
}

/** Still somebody: no guest whose day is over, nobody who was erased. Of `users u`. */
const THERE = `(u.guest_until IS NULL OR u.guest_until > now()) AND u.erased_at IS NULL`;

/**
 * People in order of name: whoever has exactly that username, and (`byName`) those who may be found and have a word in
 * their name or username that begins with each that is looked for.
 */
export async function findByName(
  db: Db,
  { text, byName, limit }: { text: string; byName: boolean; limit: number },
): Promise<Found[]> {
  const username = text.trim().replace(/^@/, '');
  const terms = byName ? username.split(/\s+/) : [];
  const words = await wordsQuery(
    db.pool,
    terms.map((term) => ({ text: term, prefix: true, not: false, or: false })),
    { eager: true },
  );
  const columns = 'u.id AS "userId", u.username, u.name';
  const { rows } = await db.pool.query<Found>(
    `SELECT * FROM (
       SELECT ${columns}, true AS exact FROM users u WHERE u.username IN ($1, lower($1)) AND ${THERE}
       UNION ALL
       (SELECT ${columns}, false FROM users u
        WHERE to_tsvector('pg_catalog.simple', quad_fold(u.name || ' ' || u.username)) @@ $2::tsquery
          AND u.searchable AND u.username NOT IN ($1, lower($1)) AND ${THERE}
        ORDER BY u.name, u.username LIMIT $3)) found
     ORDER BY exact DESC, name, username LIMIT $3`,
    [username, words, limit],
  );
  return rows.map(({ userId, username, name }) => ({ userId, username, name }));
}
