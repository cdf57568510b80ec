import type { PoolClient } from 'pg';
import type { WireAlert } from '@/protocol/alerts';

/** The longest time in hours from the last change of an alert until it expires: an officer chooses up to a day. */
const MAX_LIFE_HOURS = 24;
const MAX_REVISIONS = 500;

/**
 * Returns the revisions, in order, of each alert that expired at most `hours` ago or has not expired. Of too many, the first
 * revisions of an alert are left out.
 */
export async function readPublished(
  client: Pick<PoolClient, 'query'>,
  hours: number,
): Promise<WireAlert[][]> {
  const { rows } = await client.query<{ content: WireAlert }>({
    name: 'publishedAlerts',
    text: `SELECT v.content FROM alerts a JOIN alert_revisions v ON v.alert_id = a.id
      WHERE a.changed_at > now() - ($1::int + $2::int) * interval '1 hour' AND a.expires_at > now() - $1::int * interval '1 hour'
      ORDER BY a.changed_at DESC, a.id, v.revision DESC LIMIT $3`,
    values: [hours, MAX_LIFE_HOURS, MAX_REVISIONS],
  });
  const alerts = new Map<string, WireAlert[]>();
  for (const { content } of rows) alerts.set(content.id, [content, ...(alerts.get(content.id) ?? [])]);
  return [...alerts.values()];
}
