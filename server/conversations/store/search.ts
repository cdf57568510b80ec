import type { Db } from '@/db/client';
import { wordsVector } from '@/db/text-search';
import type { WireAttachment, WireEntry } from '@/protocol/messages';
import { folded, hasBeginning } from '@/protocol/text-matching';
import {
  asOf,
  ENTRY_COLUMNS,
  type EntryRow,
  entryJoins,
  FORMER_TEXT,
  presentEntry,
  READABLE,
} from './entries';
import { searchedText } from './searched-text';

/** A conversation that a filter value names; `id` is null when the user does not have the conversation. */
export interface Named {
  value: string;
  id: string | null;
}

/** Returns the ids of all conversations that a user can read. */
export async function readableIds(db: Db, userId: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT DISTINCT conversation_id AS id FROM memberships WHERE user_id = $1',
    [userId],
  );
  return rows.map(({ id }) => id);
}

/**
 * Returns the user's conversations that the values name: by id, by the other user's username, by `nearby`, by whole
 * title, or, if nothing else matches, by a prefix of a word of the title.
 */
export async function conversationsNamed(db: Db, userId: string, values: string[]): Promise<Named[]> {
  const { rows } = await db.pool.query<{
    id: string;
    title: string | null;
    nearby: boolean;
    others: string[];
  }>(
    `SELECT c.id, c.title, c.key = 'nearby:' || $1::text AS nearby,
       ARRAY(SELECT u.username FROM users u WHERE u.username = ANY($2)
             AND c.key IN ('direct:' || u.id || ':' || $1::text, 'direct:' || $1::text || ':' || u.id)) AS others
     FROM conversations c WHERE c.id IN (SELECT conversation_id FROM memberships WHERE user_id = $1::uuid)`,
    [userId, values.flatMap(usernamesOf)],
  );
  return values.flatMap((value) => {
    const ids = rows.filter(
      ({ id, nearby, others }) =>
        id === value.toLowerCase() ||
        (nearby && value.toLowerCase() === 'nearby') ||
        usernamesOf(value).some((username) => others.includes(username)),
    );
    const titled = rows.filter(({ title }) => title !== null && hasBeginning(title, value));
    const whole = titled.filter(({ title }) => folded(title as string) === folded(value));
    const found = new Set([...ids, ...(ids.length + whole.length > 0 ? whole : titled)]);
    return [...found].map(({ id }) => ({ value, id }));
  });
}

/** Returns the usernames that a value can mean: as typed, and in lower case. */
const usernamesOf = (value: string) => {
  const username = value.replace(/^@+/, '');
  return [username, username.toLowerCase()];
};

/** Returns the ids of the building rooms that a user has, by building id. */
export async function roomsOf(db: Db, userId: string, buildingIds: string[]): Promise<Map<string, string>> {
  const { rows } = await db.pool.query<{ building: string; id: string }>(
    `SELECT substr(c.key, 10) AS building, c.id FROM conversations c
     WHERE c.key = ANY($2) AND c.id IN (SELECT conversation_id FROM memberships WHERE user_id = $1)`,
    [userId, buildingIds.map((id) => `building:${id}`)],
  );
  return new Map(rows.map(({ building, id }) => [building, id]));
}

/** Returns the ids of the bots that the values name, by id or by name. */
export async function botsNamed(db: Db, values: string[]): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT id FROM bots WHERE id = ANY($1) OR lower(name) IN (SELECT lower(v) FROM unnest($1) AS v)',
    [values],
  );
  return rows.map(({ id }) => id);
}

/** The last result of the previous page. */
interface FoundBefore {
  at: Date;
  conversation: string;
  seq: number;
}

/** The resolved search; a filter that is null does not apply. */
export interface Wanted {
  userId: string;
  /** Conversations of the user to search in. */
  conversationIds: string[];
  /** A `tsquery` of `wordsQuery`. */
  words: string | null;
  senders: { userIds: string[]; botIds: string[] } | null;
  since: Date | null;
  until: Date | null;
  before: FoundBefore | null;
  limit: number;
}

/** SQL condition on `entries e` and `messages m`: the user `$1` sees a former text of the message. */
const formerly = (condition = 'true') =>
  `EXISTS (SELECT 1 FROM (SELECT 1) one ${asOf('$1::uuid')} ${FORMER_TEXT} WHERE f.until IS NOT NULL AND ${condition})`;

/**
 * Returns the statement that finds messages by the text that the user sees, newest first. PostgreSQL starts from the
 * messages with the words or from the user's conversations, whichever are fewer; so every condition must narrow the
 * result. Messages of which the user sees a former text are found by the former text.
 */
export function searchStatement(wanted: Wanted): { text: string; values: unknown[] } {
  const { userId, conversationIds, words, senders, since, until, before, limit } = wanted;
  const values: unknown[] = [userId];
  const value = (parameter: unknown) => `$${values.push(parameter)}`;
  const conditions = [
    'NOT e.change',
    'm.deleted_at IS NULL',
    `e.conversation_id = ANY(${value(conversationIds)}::uuid[])`,
    // As a join, PostgreSQL would estimate that the conditions on seqs leave almost no rows, and would choose a bad
    // plan.
    `${READABLE} IS TRUE`,
  ];
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
  const maxRows = value(limit);
  const found = (from: string, ...more: string[]) =>
    `SELECT e.*, m.created_at FROM ${from} WHERE ${[...conditions, ...more].join(' AND ')} ORDER BY ${order} LIMIT ${maxRows}`;
  let page = found('entries e JOIN messages m ON m.id = e.message_id');
  if (words !== null) {
    const query = `${value(words)}::tsquery`;
    const now = found(
      'entries e JOIN messages m ON m.id = e.message_id',
      `m.words @@ ${query}`,
      `(m.edited_at IS NULL OR NOT ${formerly()})`,
    );
    const then = found(
      `former_texts w JOIN entries e ON e.message_id = w.message_id AND e.conversation_id = w.conversation_id
       JOIN messages m ON m.id = e.message_id`,
      `w.words @@ ${query}`,
      formerly('f.until = w.until'),
    );
    page = `SELECT * FROM ((${now}) UNION ALL (${then})) e ORDER BY ${order.replace('m.created_at', 'e.created_at')} LIMIT ${maxRows}`;
  }
  // The columns of the result are computed for the rows of the page only.
  const text = `SELECT ${ENTRY_COLUMNS} FROM (${page}) e
    JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')} ORDER BY ${order}`;
  return { text, values };
}

/** Returns the entries that the statement finds, as the user reads them. */
export async function findEntries(db: Db, wanted: Wanted): Promise<WireEntry[]> {
  const { rows } = await db.pool.query<EntryRow>(searchStatement(wanted));
  return rows.map((row) => presentEntry(row, wanted.userId));
}

/** Computes the search words of up to `limit` messages that have none. Returns the number of messages. */
export async function indexMessages(db: Db, limit: number): Promise<number> {
  return db.transaction(async (client) => {
    const { rows } = await client.query<{ id: string; text: string; attachments: WireAttachment[] | null }>(
      `SELECT id, text, attachments FROM messages WHERE words IS NULL ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
      [limit],
    );
    if (rows.length === 0) return 0;
    await client.query(
      'UPDATE messages m SET words = w FROM unnest($1::uuid[], $2::tsvector[]) AS made (id, w) WHERE m.id = made.id',
      [rows.map(({ id }) => id), rows.map((message) => wordsVector(searchedText(message)))],
    );
    return rows.length;
  });
}
