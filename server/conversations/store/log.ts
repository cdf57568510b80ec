import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { prepared } from '@/db/prepared';
import type { HistoryPage, WireEntry, WireLogEntry } from '@/protocol/messages';
import { ENTRY_COLUMNS, type EntryRow, entryJoins, presentEntry, presentLogEntry, READABLE } from './entries';
import { PAGE_BYTES, pageLength, textBefore } from './page-length';
import { countReplies } from './replies';

/**
 * SQL expression of an entry's sort time among entries of several conversations: never before its predecessor in its
 * own conversation. An entry's time is the start of its transaction, and two overlapping transactions can have times
 * and seqs in opposite order; a page that ended between the two would skip one entry for good.
 */
const TURN = 'max(e.at) OVER (PARTITION BY e.conversation_id ORDER BY e.seq)';

/** The maximum number of entries of one sync. */
const SYNC_LIMIT = 500;

/** A user's cursors: the last known seq of each conversation, by id. */
export interface LogRequest {
  userId: string;
  cursors: Record<string, number>;
}

export interface LogPage {
  entries: WireLogEntry[];
  /** The page reaches the end of the log. */
  complete: boolean;
}

/**
 * Returns, for each request, the entries after the cursors, in order, of the conversations that the cursors name and the
 * user may read.
 */
export async function readLogs(
  client: Pick<PoolClient, 'query'>,
  requests: readonly LogRequest[],
): Promise<LogPage[]> {
  const pages = requests.map((): LogPage => ({ entries: [], complete: true }));
  const asked = requests.flatMap(({ userId, cursors }, n) =>
    Object.keys(cursors).length === 0 ? [] : [{ n, userId, cursors: JSON.stringify(cursors) }],
  );
  if (asked.length === 0) return pages;
  const { rows } = await client.query<EntryRow & { n: number }>(findAfterCursors({ asked }));
  const entriesOf = new Map(asked.map(({ n }) => [n, [] as WireLogEntry[]]));
  for (const row of rows)
    entriesOf.get(row.n)?.push(presentLogEntry(row, (requests[row.n] as LogRequest).userId));
  for (const [n, entries] of entriesOf) {
    const length = pageLength(entries, SYNC_LIMIT);
    pages[n] = { entries: entries.slice(0, length), complete: length === entries.length };
  }
  return pages;
}

const findAfterCursors = prepared<{ asked: { n: number; userId: string; cursors: string }[] }>(
  'findAfterCursors',
  ({
    column,
  }) => `SELECT w.n, x.* FROM unnest(${column('asked', 'n', 'int')}, ${column('asked', 'userId', 'uuid')}, ${column('asked', 'cursors', 'jsonb')})
       AS w (n, user_id, cursors)
     CROSS JOIN LATERAL (
       SELECT ${ENTRY_COLUMNS}, e.turn FROM (
         SELECT e.*, ${textBefore('e.turn, e.conversation_id, e.seq')} AS text_before FROM (
           SELECT x.*, ${TURN.replaceAll('e.', 'x.')} AS turn FROM jsonb_each_text(w.cursors) s
           JOIN memberships mb ON mb.user_id = w.user_id AND mb.conversation_id = s.key::uuid
           JOIN LATERAL (
             SELECT * FROM entries WHERE conversation_id = mb.conversation_id AND seq > s.value::int
               AND seq BETWEEN mb.from_seq AND coalesce(mb.to_seq, 2147483647) ORDER BY seq LIMIT ${SYNC_LIMIT + 1}) x ON true
           ORDER BY turn, x.conversation_id, x.seq LIMIT ${SYNC_LIMIT + 1}) e
         JOIN messages m ON m.id = e.message_id) e
       JOIN conversations c ON c.id = e.conversation_id ${entryJoins('w.user_id')}
       WHERE e.text_before < ${PAGE_BYTES}) x
     ORDER BY w.n, x.turn, x.conversation_id, x.seq`,
);

/** The part of a log to read; without any field, its last entries. */
export interface Span {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
}

/**
 * Returns a page of the messages that a user may read in one conversation, with the numbers of their replies, without
 * change entries (the messages include their changes). Null when the user was never in the conversation.
 */
export async function readHistory(
  db: Db,
  userId: string,
  conversationId: string,
  { before, after, around }: Span,
  limit: number,
): Promise<HistoryPage | null> {
  const { rows: stays } = await db.pool.query<{ first: number; last: number }>(
    `SELECT mb.from_seq AS first, least(coalesce(mb.to_seq, c.head), c.head) AS last
     FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
     WHERE mb.user_id = $1 AND mb.conversation_id = $2 ORDER BY mb.from_seq`,
    [userId, conversationId],
  );
  const first = stays[0]?.first;
  if (first === undefined) return null;
  const last = Math.max(...stays.map((stay) => stay.last));

  /**
   * Reads the first entries in the given order and returns them by ascending seq; `beyond` says that the range has
   * more.
   */
  const read = async (
    from: number,
    to: number,
    order: 'ASC' | 'DESC',
    limit: number,
    maxBytes = PAGE_BYTES,
  ) => {
    const { rows } = await db.pool.query<EntryRow>(
      `SELECT ${ENTRY_COLUMNS} FROM (
         SELECT e.*, ${textBefore(`e.seq ${order}`)} AS text_before FROM (
           SELECT e.* FROM entries e
           WHERE e.conversation_id = $2 AND e.seq BETWEEN $3 AND $4 AND NOT e.change AND ${READABLE}
           ORDER BY e.seq ${order} LIMIT $5) e
         JOIN messages m ON m.id = e.message_id) e
       JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')}
       WHERE e.text_before < $6 ORDER BY e.seq ${order}`,
      [
        userId,
        conversationId,
        Math.min(Math.max(from, first), last + 1),
        Math.min(to, last),
        limit + 1,
        maxBytes,
      ],
    );
    const all = rows.map((row) => presentEntry(row, userId));
    const entries = all.slice(0, pageLength(all, limit, maxBytes));
    return { entries: order === 'ASC' ? entries : entries.reverse(), beyond: entries.length < all.length };
  };

  const page = async (entries: WireEntry[], from: number, to: number): Promise<HistoryPage> => {
    const seqs = entries.map(({ seq }) => seq);
    const replies = await countReplies(db.pool, userId, conversationId, seqs);
    const counted = entries.map((entry) => {
      const count = replies.get(entry.seq);
      return count === undefined ? entry : { ...entry, replies: count };
    });
    return { entries: counted, from, to, start: from <= first, end: to >= last };
  };
  // Seqs outside the readable range are clamped to it: a page never covers seqs that do not exist yet.
  if (around !== undefined) {
    const at = Math.min(Math.max(around, first), last);
    const [earlier, later] = await Promise.all([
      read(first, at, 'DESC', Math.ceil(limit / 2), PAGE_BYTES / 2),
      read(at + 1, last, 'ASC', Math.floor(limit / 2), PAGE_BYTES / 2),
    ]);
    const from = earlier.beyond ? (earlier.entries[0]?.seq ?? first) : first;
    const to = later.beyond ? (later.entries.at(-1)?.seq ?? at) : last;
    return page([...earlier.entries, ...later.entries], from, to);
  }
  if (after !== undefined) {
    const from = Math.min(after, last) + 1;
    const { entries, beyond } = await read(from, last, 'ASC', limit);
    return page(entries, from, beyond ? (entries.at(-1)?.seq ?? last) : last);
  }
  const to = before === undefined ? last : Math.min(Math.max(before - 1, 0), last);
  const { entries, beyond } = await read(first, to, 'DESC', limit);
  return page(entries, beyond ? (entries[0]?.seq ?? first) : Math.min(first, to + 1), to);
}

/**
 * Returns the last seq of each conversation written to in the last `windowMs`, for each member with a session on the
 * node. Ignores entries younger than `settledMs`. A room whose last entry is in `sent`, with the list of members as it
 * is now, is returned for members among `userIds` alone.
 */
export async function recentHeads(
  db: Db,
  nodeId: string,
  options: {
    windowMs: number;
    settledMs: number;
    sent: { conversationId: string; seq: number; roster: number }[];
    userIds: string[];
  },
): Promise<{ userId: string; conversationId: string; seq: number }[]> {
  const { windowMs, settledMs, sent, userIds } = options;
  const { rows } = await db.pool.query<{ userId: string; conversationId: string; seq: number }>(
    `WITH recent AS (
       SELECT conversation_id, max(seq) AS seq FROM entries
       WHERE at > now() - $2 * interval '1 millisecond' AND at < now() - $3 * interval '1 millisecond'
       GROUP BY conversation_id),
     sent AS (
       SELECT r.* FROM recent r JOIN unnest($4::uuid[], $5::int[], $6::int[]) AS s (id, seq, roster)
         ON s.id = r.conversation_id AND s.seq >= r.seq
       JOIN conversations c ON c.id = s.id AND c.roster = s.roster),
     reader AS (
       SELECT m.user_id, m.conversation_id, r.seq FROM recent r JOIN memberships m
         ON m.conversation_id = r.conversation_id AND m.to_seq IS NULL AND m.from_seq <= r.seq
       WHERE NOT EXISTS (SELECT 1 FROM sent WHERE sent.conversation_id = r.conversation_id)
       UNION ALL
       SELECT m.user_id, m.conversation_id, sent.seq FROM sent JOIN memberships m
         ON m.conversation_id = sent.conversation_id AND m.to_seq IS NULL AND m.from_seq <= sent.seq
         AND m.user_id = ANY($7::uuid[]))
     SELECT reader.user_id AS "userId", reader.conversation_id AS "conversationId", reader.seq FROM reader
     WHERE EXISTS (SELECT 1 FROM sessions s
                   WHERE s.user_id = reader.user_id AND s.node_id = $1 AND s.disconnected_at IS NULL)`,
    [
      nodeId,
      windowMs,
      settledMs,
      sent.map((entry) => entry.conversationId),
      sent.map((entry) => entry.seq),
      sent.map((entry) => entry.roster),
      userIds,
    ],
  );
  return rows;
}
