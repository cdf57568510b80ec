import type { PoolClient } from 'pg';
import type { Term } from '@/protocol/search';

/** Past it a word is refused in a search, where in a text it is left out (2,046 bytes of four a letter). */
const LONGEST = 500;

/**
 * Terms as PostgreSQL looks for them in words that `quad_fold` made (see the migration); null when nothing in them is a
 * word. Of one letter nothing is only begun, unless `eager`: nearly every text has a word with it.
 */
export async function wordsQuery(
  client: Pick<PoolClient, 'query'>,
  terms: Term[],
  { eager = false } = {},
): Promise<string | null> {
  if (terms.length === 0) return null;
  const { rows } = await client.query<{ words: string; begun: boolean }>(
    `SELECT phraseto_tsquery('pg_catalog.simple', words)::text AS words, $2 OR words !~ '(^| )[^ ] *$' AS begun
     FROM unnest($1::text[]) WITH ORDINALITY AS t (said, n), left(quad_fold(said), ${LONGEST}) AS words ORDER BY n`,
    [terms.map(({ text }) => text), eager],
  );
  let query = '';
  terms.forEach(({ prefix, not, or }, n) => {
    const { words, begun } = rows[n] as { words: string; begun: boolean };
    if (!words) return;
    if (query) query += or ? ' | ' : ' & ';
    query += `${not ? '!' : ''}(${words}${prefix && begun ? ':*' : ''})`;
  });
  return query || null;
}
