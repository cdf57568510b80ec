import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { WireEntry } from '@/protocol/messages';
import { ENTRY_COLUMNS, type EntryRow, entryJoins, presentEntry, READABLE } from './entries';
import type { EntryRef } from './entry-ref';
import { PAGE_BYTES, pageLength, textBefore } from './page-length';

/** SQL: the readable messages `m`, with their entries `e`, that reply to the message of entry `p` in its conversation. */
const REPLIES = `JOIN messages m ON m.reply_to = p.message_id AND m.deleted_at IS NULL
  JOIN entries e ON e.message_id = m.id AND e.conversation_id = p.conversation_id AND NOT e.change AND ${READABLE}`;

/**
 * Returns the replies to an entry that the user may read, in order, after a seq; `more` says that there are others.
 * Leaves out deleted messages. Null when the user may not read the entry, or when it is no message.
 */
export async function readReplies(
  db: Db,
  userId: string,
  { conversationId, seq, after, limit }: EntryRef & { after: number; limit: number },
): Promise<{ entries: WireEntry[]; more: boolean } | null> {
  const subject = await db.pool.query(
    `SELECT 1 FROM entries e WHERE e.conversation_id = $2 AND e.seq = $3 AND NOT e.change AND ${READABLE}`,
    [userId, conversationId, seq],
  );
  if (subject.rowCount === 0) return null;
  const { rows } = await db.pool.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM (
       SELECT e.*, ${textBefore('e.seq')} AS text_before FROM (
         SELECT e.* FROM entries p ${REPLIES}
         WHERE p.conversation_id = $2 AND p.seq = $3 AND e.seq > $4 ORDER BY e.seq LIMIT $5) e
       JOIN messages m ON m.id = e.message_id) e
     JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')}
     WHERE e.text_before < $6 ORDER BY e.seq`,
    [userId, conversationId, seq, after, limit + 1, PAGE_BYTES],
  );
  const all = rows.map((row) => presentEntry(row, userId));
  const entries = all.slice(0, pageLength(all, limit));
  return { entries, more: entries.length < all.length };
}

/** Returns the number of replies that the user may read to each of these entries, by seq; leaves out entries without. */
export async function countReplies(
  client: Pick<PoolClient, 'query'>,
  userId: string,
  conversationId: string,
  seqs: number[],
): Promise<Map<number, number>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await client.query<{ seq: number; count: number }>(
    `SELECT p.seq, count(*)::int AS count FROM entries p ${REPLIES}
     WHERE p.conversation_id = $2 AND p.seq = ANY($3) GROUP BY p.seq`,
    [userId, conversationId, seqs],
  );
  return new Map(rows.map(({ seq, count }) => [seq, count]));
}
