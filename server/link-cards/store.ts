import { createHash } from 'node:crypto';
import type { Db } from '@/db/client';
import type { PageCard } from './read-card';

/** Days for which a card is kept. The page is not requested again. */
const KEPT_DAYS = 30;
/** Seconds after which a request for a page counts as lost: its node has died. */
const LOST_SECONDS = 60;

/** The part of a URL after `#` is not requested. */
const hashOf = (href: string) => createHash('sha256').update(href.replace(/#.*$/s, '')).digest();

/** Claims the request for a page. Returns false when it was requested before. */
export async function claimPage({ pool }: Pick<Db, 'pool'>, href: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'INSERT INTO link_cards (hash) VALUES ($1) ON CONFLICT (hash) DO NOTHING',
    [hashOf(href)],
  );
  return (rowCount ?? 0) > 0;
}

/** Stores the card of a page; null: it has none. */
export async function storeCard(
  { pool }: Pick<Db, 'pool'>,
  href: string,
  card: PageCard | null,
): Promise<void> {
  await pool.query(
    'UPDATE link_cards SET title = $2, description = $3, site = $4, fetched_at = now() WHERE hash = $1',
    [hashOf(href), card?.title ?? null, card?.description ?? null, card?.site ?? null],
  );
}

/**
 * Returns, for each link, its card; null when its page has none, `waiting` while the page is being requested, and
 * `unknown` when it was not requested.
 */
export async function findCards(
  { pool }: Pick<Db, 'pool'>,
  hrefs: readonly string[],
): Promise<(PageCard | 'waiting' | 'unknown' | null)[]> {
  const hashes = hrefs.map(hashOf);
  const { rows } = await pool.query<PageCard & { hash: Buffer; waiting: boolean }>(
    `SELECT hash, title, description, site,
       fetched_at IS NULL AND created_at > now() - $2 * interval '1 second' AS waiting
     FROM link_cards WHERE hash = ANY($1)`,
    [hashes, LOST_SECONDS],
  );
  return hashes.map((hash) => {
    const row = rows.find((each) => each.hash.equals(hash));
    if (!row) return 'unknown';
    const { waiting, title, description, site } = row;
    return waiting ? 'waiting' : title === null ? null : { title, description, site };
  });
}

/** Deletes old cards. */
export async function forgetOldCards({ pool }: Pick<Db, 'pool'>): Promise<void> {
  await pool.query(`DELETE FROM link_cards WHERE created_at < now() - $1 * interval '1 day'`, [KEPT_DAYS]);
}
