import type { PoolClient } from 'pg';
import type { DraftRow } from './drafts';
import { type Participation, participationColumns } from './participation';
import { RECEIPTS, type Receipt, TELLS } from './receipts';

type Client = Pick<PoolClient, 'query'>;

/** The last read seq, by conversation id. */
export type Reads = Readonly<Record<string, number>>;

/**
 * Advances users' read marks, never past what the users may read; ignores conversations that they were never in. Locks
 * the users' memberships instead of the conversation, so that a membership that ends meanwhile leaves no mark behind.
 * Ends that a conversation is marked as unread. Returns the ids of the conversations in which something changed, and
 * the receipts to deliver: only of what was told to others now.
 */
export async function advanceReadMarks(
  client: Client,
  userIds: string[],
  reads: Reads,
): Promise<{ moved: string[]; receipts: Receipt[] }> {
  const { rows } = await client.query<{ id: string; receipt: Receipt | null }>({
    name: 'advanceReadMarks',
    text: `WITH own AS (
       SELECT mb.user_id, c.id, w.seq, least(coalesce(mb.to_seq, c.head), c.head) AS reach, ${TELLS} AS tells
       FROM unnest($2::uuid[], $3::int[]) AS w (id, seq)
       JOIN memberships mb ON mb.user_id = ANY($1) AND mb.conversation_id = w.id JOIN conversations c ON c.id = w.id
       ORDER BY mb.id FOR NO KEY UPDATE OF mb),
     moved AS (
       INSERT INTO marks AS k (user_id, conversation_id, read, told_read, version)
       SELECT user_id, id, least(max(seq), max(reach)), CASE WHEN bool_or(tells) THEN least(max(seq), max(reach)) ELSE 0 END, 1
       FROM own GROUP BY id, user_id ORDER BY id, user_id
       ON CONFLICT (user_id, conversation_id) DO UPDATE SET read = excluded.read, unread = false,
         told_read = greatest(k.told_read, excluded.told_read), version = k.version + 1
         WHERE k.read < excluded.read OR (k.unread AND k.read = excluded.read)
       RETURNING *)
     SELECT m.conversation_id AS id, r.receipt FROM moved m
     LEFT JOIN (${RECEIPTS}) r ON r.user_id = m.user_id AND r.conversation_id = m.conversation_id AND m.told_read = m.read
       AND m.told_read > coalesce((SELECT told_read FROM marks o
         WHERE o.user_id = m.user_id AND o.conversation_id = m.conversation_id), 0)`,
    values: [userIds, Object.keys(reads), Object.values(reads)],
  });
  return {
    moved: rows.map(({ id }) => id),
    receipts: rows.flatMap(({ receipt }) => receipt ?? []),
  };
}

/** What a user's mark says about a conversation, besides what is read. */
export interface OwnMark extends DraftRow {
  userId: string;
  muted: boolean;
  version: number;
}

/**
 * Advances the read marks of users who have just joined a conversation to its head, tells nobody that they read it, ends
 * that it is marked as unread, and increments the versions of their views. The calling function holds the conversation's lock, and has opened the
 * memberships. Returns the marks.
 */
export async function markJoined(
  client: Client,
  conversationId: string,
  userIds: readonly string[],
): Promise<OwnMark[]> {
  const { rows } = await client.query<OwnMark>({
    name: 'markJoined',
    text: `INSERT INTO marks AS k (user_id, conversation_id, read, version)
     SELECT u, c.id, c.head, 1 FROM conversations c CROSS JOIN unnest($2::uuid[]) AS u WHERE c.id = $1 ORDER BY u
     ON CONFLICT (user_id, conversation_id) DO UPDATE
       SET read = greatest(k.read, excluded.read), unread = false, version = k.version + 1
     RETURNING user_id AS "userId", muted, version, draft, draft_reply, draft_at`,
    values: [conversationId, userIds],
  });
  return rows;
}

/**
 * Advances up to which seqs visible pages have shown conversations to users, as `advanceReadMarks` does with read marks.
 * Does nothing for users who are not notified on any device. Changes no version, because clients are not told.
 */
export async function advanceShownMarks(
  client: Client,
  shown: readonly { userId: string; conversations: Reads }[],
): Promise<void> {
  const marks = shown.flatMap(({ userId, conversations }) =>
    Object.entries(conversations).map(([id, seq]) => ({ userId, id, seq })),
  );
  if (marks.length === 0) return;
  await client.query({
    name: 'advanceShownMarks',
    text: `WITH own AS (
       SELECT mb.user_id, c.id, w.seq, least(coalesce(mb.to_seq, c.head), c.head) AS reach
       FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS w (user_id, id, seq)
       JOIN memberships mb ON mb.user_id = w.user_id AND mb.conversation_id = w.id JOIN conversations c ON c.id = w.id
       WHERE EXISTS (SELECT 1 FROM push_subscriptions p WHERE p.user_id = w.user_id)
       ORDER BY mb.id FOR NO KEY UPDATE OF mb)
     INSERT INTO marks AS k (user_id, conversation_id, shown)
     SELECT user_id, id, least(max(seq), max(reach)) FROM own GROUP BY id, user_id ORDER BY id, user_id
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET shown = excluded.shown WHERE k.shown < excluded.shown`,
    values: [marks.map(({ userId }) => userId), marks.map(({ id }) => id), marks.map(({ seq }) => seq)],
  });
}

/**
 * Mutes a user's conversation or marks it as unread, or ends that, under the lock of a membership of the user. Returns
 * false when nothing changes or the user does not have the conversation.
 */
export async function setOwnMark(
  client: Client,
  {
    userId,
    conversationId,
    mark,
    on,
  }: { userId: string; conversationId: string; mark: 'muted' | 'unread'; on: boolean },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `WITH own AS (
       SELECT mb.id FROM memberships mb WHERE mb.user_id = $1 AND mb.conversation_id = $2
       ORDER BY mb.id FOR NO KEY UPDATE OF mb)
     INSERT INTO marks AS k (user_id, conversation_id, ${mark}, version)
     SELECT $1, $2, $3, 1 WHERE EXISTS (SELECT 1 FROM own)
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET ${mark} = excluded.${mark}, version = k.version + 1
       WHERE k.${mark} <> excluded.${mark}`,
    [userId, conversationId, on],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * Increments the versions of users' views of conversations: of the users who join or leave, and in a group of the
 * members who see that. No other view may change, because its version would reveal movements that its user may not see.
 */
export async function bumpViewVersions(client: Client, views: readonly Participation[]): Promise<void> {
  await client.query(
    `INSERT INTO marks AS k (user_id, conversation_id, version)
     SELECT u, c, 1 FROM unnest($1::uuid[], $2::uuid[]) AS v (u, c) ORDER BY c, u
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET version = k.version + 1`,
    participationColumns(views),
  );
}
