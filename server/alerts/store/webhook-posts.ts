import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';

type Client = Pick<PoolClient, 'query'>;

const hashOf = (url: string) => createHash('sha256').update(url).digest();

/** Returns which of these URLs have taken a revision, from any node. */
export async function readTakers(
  client: Client,
  { id, revision }: { id: string; revision: number },
  urls: readonly string[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ hash: Buffer }>(
    'SELECT url_hash AS hash FROM alert_webhook_posts WHERE alert_id = $1 AND revision = $2',
    [id, revision],
  );
  const taken = new Set(rows.map(({ hash }) => hash.toString('hex')));
  return new Set(urls.filter((url) => taken.has(hashOf(url).toString('hex'))));
}

/** Notes that a URL has taken a revision, and forgets earlier revisions. */
export async function insertTaker(
  client: Client,
  { id, revision }: { id: string; revision: number },
  url: string,
): Promise<void> {
  await client.query('DELETE FROM alert_webhook_posts WHERE alert_id = $1 AND revision < $2', [id, revision]);
  await client.query(
    'INSERT INTO alert_webhook_posts (alert_id, revision, url_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [id, revision, hashOf(url)],
  );
}
