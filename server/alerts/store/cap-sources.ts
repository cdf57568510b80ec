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

/** Returns which of these entries of a feed were not read yet, in their order. */
export async function unreadEntries(
  client: Client,
  source: string,
  urls: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ url: string }>(
    `SELECT u.url FROM unnest($2::text[]) WITH ORDINALITY AS u (url, n)
     WHERE NOT EXISTS (SELECT 1 FROM cap_entries e WHERE e.source = $1 AND e.url = u.url) ORDER BY u.n`,
    [source, urls],
  );
  return rows.map(({ url }) => url);
}

export async function setEntryRead(client: Client, source: string, url: string): Promise<void> {
  await client.query('INSERT INTO cap_entries (source, url) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    source,
    url,
  ]);
}
