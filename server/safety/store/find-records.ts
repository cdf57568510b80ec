import type { Db } from '@/db/client';
import { wordsQuery } from '@/db/text-search';
import type { UserFilter } from '@/protocol/reasons';
import type { WireFoundUsers } from '@/protocol/safety';

type FoundUser = WireFoundUsers['users'][number];
type FoundRow = Omit<FoundUser, 'suspended'> & { suspended: Date | null };

/** The conditions of the filters on the rows of `found`. */
const FILTERS: Record<UserFilter, string> = {
  all: 'true',
  online: 'online',
  reported: 'reports > 0',
  suspended: 'suspended IS NOT NULL',
  administrators: 'administrator',
};

/**
 * Returns users in order of name and username: those whose username is the query, or who have, for each of its terms, a
 * word in their name or username that begins with it. `administrators` are the usernames of the configuration.
 */
export async function findRecords(
  db: Db,
  {
    administrators,
    query,
    filter,
    after,
    afterName,
    limit,
  }: {
    administrators: ReadonlySet<string>;
    query: string | undefined;
    filter: UserFilter;
    after: string | undefined;
    afterName: string | undefined;
    limit: number;
  },
): Promise<FoundUser[]> {
  const text = query?.trim().replace(/^@/, '') ?? '';
  const terms = text.split(/\s+/).map((term) => ({ text: term, prefix: true, not: false, or: false }));
  const { rows } = await db.pool.query<FoundRow>(
    `SELECT * FROM (
       SELECT u.username AS id, u.name, u.guest_until IS NOT NULL AS guest,
         u.guest_until IS NULL AND (u.administrator OR u.username = ANY($1)) AS administrator,
         (SELECT p.id FROM photos p WHERE p.user_id = u.id) AS photo,
         EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id AND s.disconnected_at IS NULL) AS online,
         (SELECT count(*)::int FROM reports r WHERE r.user_id = u.id AND r.closed_at IS NULL) AS reports,
         CASE WHEN u.suspended_until > now() THEN u.suspended_until END AS suspended
       FROM users u
       WHERE u.erased_at IS NULL AND ($2 = '' OR u.username IN ($2, lower($2)) OR u.words @@ $3::tsquery)) found
     WHERE ${FILTERS[filter]}
       AND ($4::text IS NULL OR (name, id) >
         (coalesce($6::text, (SELECT a.name FROM users a WHERE a.username = $4)), $4))
     ORDER BY name, id LIMIT $5`,
    [[...administrators], text, wordsQuery(terms, { eager: true }), after ?? null, limit, afterName ?? null],
  );
  return rows.map(({ suspended, ...user }) => ({ ...user, suspended: suspended?.toISOString() ?? null }));
}
