import type { PoolClient } from 'pg';
import type { JoinedChannel, OwnView } from '../events';
import { conversationFor, ENTRY_COLUMNS, type EntryRow, entryJoins, presentEntry } from './entries';
import type { OwnMark } from './read-marks';

interface ChannelRow extends Pick<EntryRow, 'kind' | 'key'> {
  id: string;
  title: string | null;
  topic: string | null;
  owner: string | null;
  head: number;
  roster: number;
  erasures: number;
  last: EntryRow | null;
}

/**
 * Returns a public channel as users have it who have just joined it, and its roster. They may read its whole log and
 * have read it, so that nothing in it depends on the user: one statement for any number of users.
 */
export async function readJoinedChannel(
  client: Pick<PoolClient, 'query'>,
  id: string,
): Promise<{ channel: JoinedChannel; roster: number }> {
  const { rows } = await client.query<ChannelRow>({
    name: 'readJoinedChannel',
    text: `SELECT c.id, c.kind, c.key, c.title, c.topic, c.head, c.roster,
       (SELECT o.username FROM users o WHERE o.id = c.owner_id) AS owner, to_jsonb(l) AS last,
       coalesce((SELECT r.count FROM conversation_erasures r WHERE r.conversation_id = c.id), 0) AS erasures
     FROM conversations c LEFT JOIN LATERAL (
       SELECT ${ENTRY_COLUMNS} FROM (
         SELECT * FROM entries WHERE conversation_id = c.id AND NOT change ORDER BY seq DESC LIMIT 1) e
       ${entryJoins(null)}) l ON true
     WHERE c.id = $1`,
    values: [id],
  });
  const row = rows[0] as ChannelRow;
  return {
    channel: {
      ...conversationFor({ ...row, two: null }, null),
      title: row.title,
      topic: row.topic,
      ...(row.owner !== null && { owner: row.owner }),
      public: true,
      members: [],
      open: true,
      head: row.head,
      read: row.head,
      unread: 0,
      mentions: 0,
      erasures: row.erasures,
      last: row.last && presentEntry(row.last, null),
    },
    roster: row.roster,
  };
}

/** Returns the part of a user's view that the user's mark determines, without the draft. */
export const ownViewOf = ({ muted, version }: OwnMark): OwnView => ({ muted, version });
