import type { PoolClient } from 'pg';

type Client = Pick<PoolClient, 'query'>;

/**
 * Claims the sources whose feed is due, so that one node reads it. The next time is 48 to 72 s later: nodes and
 * installations do not all ask at once.
 */
export async function claimSources(
  client: Client,
  names: readonly string[],
): Promise<{ name: string; etag: string | null }[]> {
  await client.query('INSERT INTO cap_sources (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    names,
  ]);
  const { rows } = await client.query<{ name: string; etag: string | null }>(
    `UPDATE cap_sources SET next_at = now() + (48 + random() * 24) * interval '1 second'
     WHERE name IN (SELECT name FROM cap_sources WHERE name = ANY($1) AND next_at <= now() FOR UPDATE SKIP LOCKED)
     RETURNING name, etag`,
    [names],
  );
  return rows;
}

/** Stores the ETag of a feed of which everything was read; null to read it whole again. */
export async function setEtag(client: Client, name: string, etag: string | null): Promise<void> {
  await client.query('UPDATE cap_sources SET etag = $2 WHERE name = $1', [name, etag]);
}

/** Notes that a feed has answered. */
export async function setSourceRead(client: Client, name: string): Promise<void> {
  await client.query('UPDATE cap_sources SET read_at = now() WHERE name = $1', [name]);
}

/** Returns when each feed last answered, by the name of its source. */
export async function readSourceTimes(client: Client): Promise<Map<string, Date | null>> {
  const { rows } = await client.query<{ name: string; at: Date | null }>(
    'SELECT name, read_at AS at FROM cap_sources',
  );
  return new Map(rows.map(({ name, at }) => [name, at]));
}

/** So many refusals of a source are kept, and shown. */
const MAX_REFUSALS = 50;

/** Notes that something of a source was refused; `url` is null for a message that was posted. Forgets older refusals. */
export async function insertRefusal(
  client: Client,
  { source, url, code, path }: { source: string; url: string | null; code: string; path: string },
): Promise<void> {
  await client.query('INSERT INTO cap_refusals (source, url, code, path) VALUES ($1, $2, $3, $4)', [
    source,
    url,
    code,
    path,
  ]);
  await client.query(
    `DELETE FROM cap_refusals WHERE source = $1 AND id NOT IN (
       SELECT id FROM cap_refusals WHERE source = $1 ORDER BY at DESC, id LIMIT $2)`,
    [source, MAX_REFUSALS],
  );
}

/** Returns the refusals that are kept, the newest first. */
export async function readRefusals(
  client: Client,
): Promise<{ source: string; at: Date; url: string | null; code: string; path: string }[]> {
  const { rows } = await client.query(
    'SELECT source, at, url, code, path FROM cap_refusals ORDER BY at DESC, id',
  );
  return rows;
}

/** An entry of a feed that was not read. */
interface UnreadEntry {
  url: string;
  /** Its place in the feed. */
  n: number;
  failures: number;
  /** Whether it may be requested again: after each failure it waits longer. */
  isDue: boolean;
}

/** After so many failures, over about three hours, an entry is given up. */
const MAX_FAILURES = 10;

/** Returns which of these entries of a feed were not read yet and are not given up, in their order. */
export async function unreadEntries(
  client: Client,
  source: string,
  urls: readonly string[],
): Promise<UnreadEntry[]> {
  const { rows } = await client.query<UnreadEntry>(
    `SELECT u.url, u.n::int, coalesce(e.failures, 0) AS failures,
       e.url IS NULL OR e.read_at <= now() - (e.failures - 1) * (e.failures - 1) * interval '1 minute' AS "isDue"
     FROM unnest($2::text[]) WITH ORDINALITY AS u (url, n) LEFT JOIN cap_entries e ON e.source = $1 AND e.url = u.url
     WHERE e.url IS NULL OR e.failures BETWEEN 1 AND $3 - 1 ORDER BY u.n`,
    [source, urls, MAX_FAILURES],
  );
  return rows;
}

export async function setEntryRead(client: Client, source: string, url: string): Promise<void> {
  await client.query(
    `INSERT INTO cap_entries (source, url) VALUES ($1, $2)
     ON CONFLICT (source, url) DO UPDATE SET failures = 0, read_at = now()`,
    [source, url],
  );
}

/** Notes that an entry could not be read. Returns how often that was so. */
export async function setEntryFailed(client: Client, source: string, url: string): Promise<number> {
  const { rows } = await client.query<{ failures: number }>(
    `INSERT INTO cap_entries AS e (source, url, failures) VALUES ($1, $2, 1)
     ON CONFLICT (source, url) DO UPDATE SET failures = e.failures + 1, read_at = now() RETURNING failures`,
    [source, url],
  );
  return rows[0]?.failures as number;
}
