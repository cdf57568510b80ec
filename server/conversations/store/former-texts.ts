import type { PoolClient } from 'pg';

type Client = Pick<PoolClient, 'query'>;

/** A reference to an entry of a conversation. */
export interface EntryRef {
  conversationId: string;
  seq: number;
}

/** The `until` of a text that an edit did not replace: greater than every seq. */
const FOR_EVER = 2147483647;

/** SQL expression: the seq at which the version of `message` that ended at `until` began in `conversation`. */
const since = (message: string, conversation: string, until: string) => `coalesce(
  (SELECT max(version.until) FROM former_texts version WHERE version.message_id = ${message}
     AND version.conversation_id = ${conversation} AND version.until < ${until}),
  (SELECT min(said.seq) FROM entries said
   WHERE said.message_id = ${message} AND said.conversation_id = ${conversation}))`;

/**
 * SQL condition: a membership of `conversation` ended at or after `from` and before `until`. Former versions are read
 * only as of such ends.
 */
const leftBetween = (
  conversation: string,
  from: string,
  until: string,
) => `EXISTS (SELECT 1 FROM memberships stay
  WHERE stay.conversation_id = ${conversation} AND stay.to_seq >= ${from} AND stay.to_seq < ${until})`;

/**
 * Saves the text of a message before an edit: in the `changed` conversations, whose locks the calling command holds, if
 * a member left since the text was current; in the `unchanged` ones, which the edit does not apply to, for all readers.
 */
export async function saveFormerText(
  client: Client,
  former: { messageId: string; words: string; changed: EntryRef[]; unchanged: string[] },
): Promise<void> {
  const { messageId, words, changed, unchanged } = former;
  const ids = changed.map((place) => place.conversationId);
  await client.query(
    `INSERT INTO former_texts (message_id, conversation_id, until, text, words, edited_at, names)
     SELECT m.id, p.c, p.until, m.text, $4::tsvector, m.edited_at,
       ARRAY(SELECT u.username FROM mentions n JOIN users u ON u.id = n.user_id WHERE n.message_id = m.id)
     FROM messages m, unnest($2::uuid[], $3::int[]) AS p (c, until)
     WHERE m.id = $1
       AND (p.until = ${FOR_EVER} OR ${leftBetween('p.c', since('m.id', 'p.c', 'p.until'), 'p.until')})
     ON CONFLICT DO NOTHING`,
    [
      messageId,
      [...ids, ...unchanged],
      [...changed.map((place) => place.seq), ...unchanged.map(() => FOR_EVER)],
      words,
    ],
  );
  // This edit replaces texts that an earlier edit did not.
  await client.query(
    `DELETE FROM former_texts WHERE message_id = $1 AND conversation_id = ANY($2) AND until = ${FOR_EVER}`,
    [messageId, ids],
  );
}

/** Deletes former texts and reactions that nobody reads any more, because memberships were reopened or deleted. */
export async function deleteUnreadFormer(client: Client, conversationIds: string[]): Promise<void> {
  await client.query(
    `DELETE FROM former_texts t WHERE t.conversation_id = ANY($1) AND t.until < ${FOR_EVER}
       AND NOT ${leftBetween('t.conversation_id', since('t.message_id', 't.conversation_id', 't.until'), 't.until')}`,
    [conversationIds],
  );
  await client.query(
    `DELETE FROM reactions t WHERE t.conversation_id = ANY($1) AND t.until_seq IS NOT NULL
       AND NOT ${leftBetween('t.conversation_id', 't.from_seq', 't.until_seq')}`,
    [conversationIds],
  );
}

export interface Reaction {
  messageId: string;
  userId: string;
  emoji: string;
  /** The entries of the change in the affected conversations. */
  entryRefs: EntryRef[];
}

/** The maximum number of different emoji on one message of a conversation. */
const MAX_EMOJI = 20;

/**
 * Adds a reaction in conversations. Returns false when it exists or the message has the maximum number of different
 * emoji.
 */
export async function addReaction(
  client: Client,
  { messageId, userId, emoji, entryRefs }: Reaction,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO reactions (conversation_id, message_id, user_id, emoji, from_seq)
     SELECT p.c, $3, $4, $5, p.seq FROM unnest($1::uuid[], $2::int[]) AS p (c, seq)
     WHERE (SELECT count(DISTINCT emoji) FROM reactions r WHERE r.message_id = $3 AND r.conversation_id = p.c
              AND r.until_seq IS NULL AND r.emoji <> $5) < ${MAX_EMOJI}
     ON CONFLICT DO NOTHING`,
    [entryRefs.map((p) => p.conversationId), entryRefs.map((p) => p.seq), messageId, userId, emoji],
  );
  return (rowCount ?? 0) > 0;
}

/** Removes a reaction; users who left while it existed still see it. Returns false when it did not exist. */
export async function removeReaction(
  client: Client,
  { messageId, userId, emoji, entryRefs }: Reaction,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `WITH own AS (
       SELECT r.ctid AS at, p.seq, ${leftBetween('r.conversation_id', 'r.from_seq', 'p.seq')} AS needed
       FROM unnest($1::uuid[], $2::int[]) AS p (c, seq) JOIN reactions r ON r.conversation_id = p.c
         AND r.message_id = $3 AND r.user_id = $4 AND r.emoji = $5 AND r.until_seq IS NULL),
     kept AS (UPDATE reactions r SET until_seq = own.seq FROM own WHERE r.ctid = own.at AND own.needed RETURNING 1),
     gone AS (DELETE FROM reactions r USING own WHERE r.ctid = own.at AND NOT own.needed RETURNING 1)
     SELECT 1 FROM kept UNION ALL SELECT 1 FROM gone`,
    [entryRefs.map((p) => p.conversationId), entryRefs.map((p) => p.seq), messageId, userId, emoji],
  );
  return (rowCount ?? 0) > 0;
}
