import type { Db } from '@/db/client';
import type { HistoryPage, WireEntry, WireLogEntry } from '@/protocol/messages';
import { ENTRY_COLUMNS, type EntryRow, entryJoins, presentEntry, presentLogEntry, READABLE } from './entries';

/**
 * When an entry's turn is among those of other conversations: no sooner than what precedes it in its own. An entry's
 * time is that of its transaction's beginning, and those of two that overlap need not be in the order of their seqs;
 * a page that ended between them would leave one out for ever.
 */
export const TURN = 'max(e.at) OVER (PARTITION BY e.conversation_id ORDER BY e.seq)';

/** The most entries one sync answers. */
const SYNC_LIMIT = 500;

/**
 * Bytes (of JSON, about) after which a page of entries ends: a slow line takes it in a few seconds, and what waits for
 * a client is bounded.
 */
const PAGE_BYTES = 64 * 1024;

/** How many of the entries, from the first on, make a page: at most `limit`, and one even if it is larger than `most`. */
function pageLength(entries: readonly WireLogEntry[], limit: number, most = PAGE_BYTES): number {
  let bytes = 0;
  for (const [n, entry] of entries.entries()) {
    if (n >= limit || bytes >= most) return n;
    bytes += Buffer.byteLength(JSON.stringify(entry));
  }
  return entries.length;
}

/**
 * Of rows `e` in this order, the texts before the row's predecessor, in bytes. Rows for which that is below the bytes of
 * a page are the page and, where there is one, the row after it, so that it is known whether anything is beyond.
 */
const textBefore = (order: string) =>
  `coalesce(sum(octet_length(m.text)) OVER (ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0)`;

/** The entries beyond the cursors, in order, of what the cursors name and the user may read. */
export async function readLog(
  db: Db,
  userId: string,
  cursors: Record<string, number>,
): Promise<{ entries: WireLogEntry[]; complete: boolean }> {
  if (Object.keys(cursors).length === 0) return { entries: [], complete: true };
  const { rows } = await db.pool.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS}, e.turn FROM (
       SELECT e.*, ${textBefore('e.turn, e.conversation_id, e.seq')} AS text_before FROM (
         SELECT x.*, ${TURN.replaceAll('e.', 'x.')} AS turn FROM jsonb_each_text($2::jsonb) s
         JOIN memberships mb ON mb.user_id = $1::uuid AND mb.conversation_id = s.key::uuid
         JOIN LATERAL (
           SELECT * FROM entries WHERE conversation_id = mb.conversation_id AND seq > s.value::int
             AND seq BETWEEN mb.from_seq AND coalesce(mb.to_seq, 2147483647) ORDER BY seq LIMIT ${SYNC_LIMIT + 1}) x ON true
         ORDER BY turn, x.conversation_id, x.seq LIMIT ${SYNC_LIMIT + 1}) e
       JOIN messages m ON m.id = e.message_id) e
     JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')}
     WHERE e.text_before < ${PAGE_BYTES}
     ORDER BY e.turn, c.id, e.seq`,
    [userId, JSON.stringify(cursors)],
  );
  const entries = rows.map((row) => presentLogEntry(row, userId));
  const length = pageLength(entries, SYNC_LIMIT);
  return { entries: entries.slice(0, length), complete: length === entries.length };
}

/** Which part of a log to read; without any of them its end. */
export interface Span {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
}

/**
 * A page of what a user may read of one conversation: the messages, without the entries that only changed them (their
 * work is in the messages). Null when the user never was in that conversation.
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

  /** The first entries in that order, in order of their seqs; `beyond`: the page ended before the span did. */
  const read = async (from: number, to: number, order: 'ASC' | 'DESC', most: number, bytes = PAGE_BYTES) => {
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
        most + 1,
        bytes,
      ],
    );
    const all = rows.map((row) => presentEntry(row, userId));
    const entries = all.slice(0, pageLength(all, most, bytes));
    return { entries: order === 'ASC' ? entries : entries.reverse(), beyond: entries.length < all.length };
  };

  const page = (entries: WireEntry[], from: number, to: number): HistoryPage => ({
    entries,
    from,
    to,
    start: from <= first,
    end: to >= last,
  });
  // Positions beyond what can be read count as its ends: a page never speaks for seqs that do not exist yet.
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

/** Of what was written in the last `windowMs`, the last seqs for the users with a session on a node. */
export async function recentHeads(
  db: Db,
  nodeId: string,
  { windowMs, settledMs }: { windowMs: number; settledMs: number },
): Promise<{ userId: string; conversationId: string; seq: number }[]> {
  const { rows } = await db.pool.query<{ userId: string; conversationId: string; seq: number }>(
    `WITH recent AS (
       SELECT conversation_id, max(seq) AS seq FROM entries
       WHERE at > now() - $2 * interval '1 millisecond' AND at < now() - $3 * interval '1 millisecond'
       GROUP BY conversation_id)
     SELECT m.user_id AS "userId", m.conversation_id AS "conversationId", r.seq
     FROM recent r JOIN memberships m ON m.conversation_id = r.conversation_id
       AND m.to_seq IS NULL AND m.from_seq <= r.seq
     WHERE EXISTS (SELECT 1 FROM sessions s
                   WHERE s.user_id = m.user_id AND s.node_id = $1 AND s.disconnected_at IS NULL)`,
    [nodeId, windowMs, settledMs],
  );
  return rows;
}
