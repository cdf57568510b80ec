import type { PoolClient } from 'pg';
import { MAX_RECEIPT_MEMBERS } from '@/protocol/fields';
import type { WireReceipt } from '@/protocol/messages';
import type { EntryRef } from './entry-ref';

type Client = Pick<PoolClient, 'query'>;

/** A receipt about one user, for the other user of a direct conversation. */
export interface Receipt {
  /** The internal id of the user who gets it. */
  to: string;
  conversation: string;
  receipt: WireReceipt;
}

/** SQL: the id of the other user of the direct conversation `c`, for the user with the given id. */
export const otherOf = (userId: string) => `(CASE WHEN split_part(c.key, ':', 2) = ${userId}::text
  THEN split_part(c.key, ':', 3) ELSE split_part(c.key, ':', 2) END)::uuid`;

const blocked = (a: string, b: string) => `EXISTS (SELECT 1 FROM blocks b
  WHERE (b.blocker_id = ${a} AND b.blocked_id = ${b}) OR (b.blocker_id = ${b} AND b.blocked_id = ${a}))`;

/**
 * SQL: whether the user of membership `mb` has written in the direct conversation `c`. Before, the other user must not
 * learn whether the message request was accepted. The first 500 entries are enough to know.
 */
const WROTE = `(mb.request IS NULL AND EXISTS (SELECT 1 FROM entries e JOIN messages m ON m.id = e.message_id
  WHERE e.conversation_id = c.id AND e.seq <= 500 AND NOT e.change AND m.sender_id = mb.user_id))`;

/** SQL: conversation `c`, which is a group, is small enough for receipts. It counts no more members than needed. */
const SMALL = `(SELECT count(*) FROM (SELECT 1 FROM memberships a WHERE a.conversation_id = c.id AND a.to_seq IS NULL
  LIMIT ${MAX_RECEIPT_MEMBERS + 1}) a) <= ${MAX_RECEIPT_MEMBERS}`;

/**
 * SQL: whether the others of conversation `c` may know now what the user of membership `mb` has and reads. False for
 * message requests, between users of whom one blocked the other, and in a group while it is large. A conversation of any
 * other kind has no receipts.
 */
export const TELLS = `(mb.to_seq IS NULL AND CASE c.kind
  WHEN 'direct' THEN (SELECT u.receipts FROM users u WHERE u.id = mb.user_id) AND ${WROTE}
    AND NOT ${blocked('mb.user_id', otherOf('mb.user_id'))}
  WHEN 'group' THEN (SELECT u.receipts FROM users u WHERE u.id = mb.user_id) AND ${SMALL}
  ELSE false END)`;

/** SQL: the receipts about the rows of `moved`, which are changed rows of `marks`, for users who get receipts. */
export const RECEIPTS = `SELECT m.user_id, m.conversation_id, jsonb_build_object('to', o.id, 'conversation', m.conversation_id,
    'receipt', jsonb_build_object('delivered', greatest(m.told_delivered, m.told_read), 'read', m.told_read)) AS receipt
  FROM moved m JOIN conversations c ON c.id = m.conversation_id AND c.kind = 'direct'
  JOIN users o ON o.id = CASE c.kind WHEN 'direct' THEN ${otherOf('m.user_id')} END AND o.id <> m.user_id AND o.receipts`;

/** SQL: what the reader of `c`, a row with a direct conversation, may know of the other user; null with receipts off. */
export const RECEIPT_OF_OTHER = `(SELECT jsonb_build_object('delivered', coalesce(greatest(o.told_delivered, o.told_read), 0),
    'read', coalesce(o.told_read, 0))
  FROM users me LEFT JOIN marks o ON o.conversation_id = c.id AND o.user_id = ${otherOf('c.reader')}
  WHERE me.id = c.reader AND me.receipts AND ${otherOf('c.reader')} <> c.reader)`;

/**
 * Advances up to which seqs clients of users have direct conversations, never past the head. Ignores conversations that
 * the users are not in, or of which the other user may not know. Returns the receipts to deliver. Locks as
 * `advanceReadMarks` does.
 */
export async function advanceDeliveredMarks(
  client: Client,
  delivered: readonly { userId: string; conversations: Readonly<Record<string, number>> }[],
): Promise<Receipt[]> {
  const marks = delivered.flatMap(({ userId, conversations }) =>
    Object.entries(conversations).map(([id, seq]) => ({ userId, id, seq })),
  );
  if (marks.length === 0) return [];
  const { rows } = await client.query<{ receipt: Receipt }>({
    name: 'advanceDeliveredMarks',
    text: `WITH own AS (
       SELECT mb.user_id, c.id, least(w.seq, c.head) AS seq, ${TELLS} AS tells
       FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS w (user_id, id, seq)
       JOIN memberships mb ON mb.user_id = w.user_id AND mb.conversation_id = w.id AND mb.to_seq IS NULL
       JOIN conversations c ON c.id = w.id AND c.kind = 'direct'
       ORDER BY mb.id FOR NO KEY UPDATE OF mb),
     moved AS (
       INSERT INTO marks AS k (user_id, conversation_id, told_delivered)
       SELECT user_id, id, max(seq) FROM own WHERE tells GROUP BY id, user_id ORDER BY id, user_id
       ON CONFLICT (user_id, conversation_id) DO UPDATE SET told_delivered = excluded.told_delivered
         WHERE greatest(k.told_delivered, k.told_read) < excluded.told_delivered
       RETURNING *)
     SELECT r.receipt FROM (${RECEIPTS}) r`,
    values: [marks.map(({ userId }) => userId), marks.map(({ id }) => id), marks.map(({ seq }) => seq)],
  });
  return rows.map(({ receipt }) => receipt);
}

interface Reader {
  id: string;
  name: string;
}

/**
 * Returns the members of a group who have read the user's message at a seq, in order of name. `readers` is null in other
 * kinds of conversations, in a large group, and when the user has turned receipts off; undefined: the user has no message
 * there, or is not in the conversation. Leaves out members who have turned receipts off, whom the user blocked or who blocked the user, and who could
 * not read the message.
 */
export async function findReadersOfOwn(
  client: Client,
  userId: string,
  { conversationId, seq }: EntryRef,
): Promise<{ readers: Reader[] | null } | undefined> {
  const { rows } = await client.query<{ readers: Reader[] | null }>(
    `SELECT CASE WHEN c.kind <> 'group' THEN NULL WHEN me.receipts AND ${SMALL} THEN (
         SELECT coalesce(jsonb_agg(jsonb_build_object('id', u.username, 'name', u.name) ORDER BY u.name, u.username), '[]')
         FROM memberships a JOIN users u ON u.id = a.user_id AND u.receipts
         JOIN marks k ON k.user_id = u.id AND k.conversation_id = c.id AND k.told_read >= e.seq
         WHERE a.conversation_id = c.id AND a.to_seq IS NULL AND u.id <> me.id AND NOT ${blocked('me.id', 'u.id')}
           AND EXISTS (SELECT 1 FROM memberships s WHERE s.conversation_id = c.id AND s.user_id = u.id
             AND e.seq BETWEEN s.from_seq AND coalesce(s.to_seq, e.seq))) END AS readers
     FROM entries e JOIN conversations c ON c.id = e.conversation_id
     JOIN messages m ON m.id = e.message_id AND m.sender_id = $1 AND m.deleted_at IS NULL
     JOIN users me ON me.id = m.sender_id
     WHERE e.conversation_id = $2 AND e.seq = $3 AND NOT e.change AND EXISTS (
       SELECT 1 FROM memberships a WHERE a.conversation_id = c.id AND a.user_id = me.id AND a.to_seq IS NULL)`,
    [userId, conversationId, seq],
  );
  return rows[0];
}

/**
 * Returns whether a user tells and is told who is writing in a conversation that the user is in; null when the user is
 * not in it.
 */
export async function findTypingState(
  client: Client,
  userId: string,
  conversationId: string,
): Promise<{ on: boolean; possible: boolean } | null> {
  const { rows } = await client.query<{ on: boolean; possible: boolean }>(
    `SELECT u.typing AS on, CASE c.kind
         WHEN 'direct' THEN ${WROTE}
         WHEN 'group' THEN ${SMALL}
         ELSE false END AS possible
     FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id JOIN users u ON u.id = mb.user_id
     WHERE mb.user_id = $1 AND mb.conversation_id = $2 AND mb.to_seq IS NULL`,
    [userId, conversationId],
  );
  return rows[0] ?? null;
}
