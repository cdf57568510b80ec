import type { Db } from '@/db/client';
import type { WireEntry } from '@/protocol/messages';
import { ENTRY_COLUMNS, type EntryRow, entryJoins, presentEntry, READABLE } from './entries';

/** What a filter's value names: a conversation that the user has (null: there is such a place, and they have it not). */
export interface Named {
  value: string;
  id: string | null;
}

/** Every conversation of which a user can read something. */
export async function readableIds(db: Db, userId: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT DISTINCT conversation_id AS id FROM memberships WHERE user_id = $1',
    [userId],
  );
  return rows.map(({ id }) => id);
}

/** Of `conversations c`: the user of `$1` can read something of it. */
const MINE = 'c.id IN (SELECT conversation_id FROM memberships WHERE user_id = $1)';
/** Of a name: words in it begin as the value of `n` does. */
const BEGINS = (name: string) =>
  `(strpos(' ' || quad_fold(${name}), ' ' || trim(quad_fold(n.value))) > 0 AND trim(quad_fold(n.value)) <> '')`;

/**
 * The conversations of a user that values name: by id, by the username of the other of a direct one, as `nearby`, or by
 * title, whole or, where none is so called, how a word in it begins.
 */
export async function conversationsNamed(db: Db, userId: string, values: string[]): Promise<Named[]> {
  const { rows } = await db.pool.query<Named & { whole: boolean | null }>(
    `SELECT n.value, c.id, trim(quad_fold(c.title)) = trim(quad_fold(n.value)) AS whole
     FROM unnest($2::text[]) n (value)
     LEFT JOIN users u ON u.username IN (ltrim(n.value, '@'), lower(ltrim(n.value, '@')))
     JOIN conversations c ON ${MINE} AND (
       c.id::text = lower(n.value)
       OR c.key IN ('direct:' || u.id || ':' || $1::text, 'direct:' || $1::text || ':' || u.id)
       OR lower(n.value) = 'nearby' AND c.key = 'nearby:' || $1::text
       OR ${BEGINS('c.title')})`,
    [userId, values],
  );
  const whole = new Set(rows.filter((row) => row.whole).map(({ value }) => value));
  return rows.filter((row) => row.whole || !whole.has(row.value));
}

/** The rooms of buildings that values name, by the building's id or how a word of its name begins. */
export async function roomsNamed(db: Db, userId: string, values: string[]): Promise<Named[]> {
  const { rows } = await db.pool.query<Named>(
    `SELECT n.value, c.id FROM unnest($2::text[]) n (value)
     JOIN buildings b ON lower(b.id) = lower(n.value) OR ${BEGINS('b.name')}
     LEFT JOIN conversations c ON c.key = 'building:' || b.id AND ${MINE}`,
    [userId, values],
  );
  return rows;
}

/** Of these ids those that are a bot's. */
export async function botsNamed(db: Db, values: string[]): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM bots WHERE id = ANY($1)', [values]);
  return rows.map(({ id }) => id);
}

/** Where a page of what was found goes on: after this one. */
export interface FoundBefore {
  at: Date;
  conversation: string;
  seq: number;
}

export interface Wanted {
  userId: string;
  /** Those of the user to look in. */
  conversationIds: string[];
  /** As `wordsQuery` makes it. */
  words: string | null;
  senders: { userIds: string[]; botIds: string[] } | null;
  since: Date | null;
  until: Date | null;
  before: FoundBefore | null;
  limit: number;
}

/**
 * The statement that finds messages, newest first. PostgreSQL chooses between the messages that have the words and those
 * of the user's conversations, whichever are fewer: so nothing stands here that does not narrow.
 */
export function searchStatement(wanted: Wanted): { text: string; values: unknown[] } {
  const { userId, conversationIds, words, senders, since, until, before, limit } = wanted;
  const values: unknown[] = [userId];
  const value = (one: unknown) => `$${values.push(one)}`;
  const conditions = [
    'NOT e.change',
    'm.deleted_at IS NULL',
    `e.conversation_id = ANY(${value(conversationIds)}::uuid[])`,
    // As a join its conditions on seqs would be taken to leave next to nothing, and the plan made for that.
    `${READABLE} IS TRUE`,
  ];
  if (words !== null) conditions.push(`m.words @@ ${value(words)}::tsquery`);
  if (senders)
    conditions.push(
      `(m.sender_id = ANY(${value(senders.userIds)}::uuid[]) OR m.bot_id = ANY(${value(senders.botIds)}::text[]))`,
    );
  if (since) conditions.push(`m.created_at >= ${value(since)}`);
  if (until) conditions.push(`m.created_at < ${value(until)}`);
  if (before)
    conditions.push(
      `(m.created_at, e.conversation_id, e.seq) < (${value(before.at)}::timestamptz, ${value(before.conversation)}::uuid, ${value(before.seq)}::int)`,
    );
  const order = 'm.created_at DESC, e.conversation_id DESC, e.seq DESC';
  // What is shown with an entry is put together for the page alone.
  const text = `SELECT ${ENTRY_COLUMNS} FROM (
      SELECT e.* FROM entries e JOIN messages m ON m.id = e.message_id
      WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${value(limit)}) e
    JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')} ORDER BY ${order}`;
  return { text, values };
}

/** What the statement finds, as the user reads it. */
export async function findEntries(db: Db, wanted: Wanted): Promise<WireEntry[]> {
  const { rows } = await db.pool.query<EntryRow>(searchStatement(wanted));
  return rows.map((row) => presentEntry(row, wanted.userId));
}
