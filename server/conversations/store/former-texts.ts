import type { PoolClient } from 'pg';
import type { EntryRef } from './entry-ref';

type Client = Pick<PoolClient, 'query'>;

/** The `until` of a text that an edit did not replace: greater than every seq. */
const FOR_EVER = 2147483647;

/** SQL expression: the seq at which the version of `message` that ended at `until` began in `conversation`. */
const since = (message: string, conversation: string, until: string) => `coalesce(
  (SELECT max(version.until) FROM former_texts version WHERE version.message_id = ${message}
     AND version.conversation_id = ${conversation} AND version.until < ${until}),
  (SELECT min(entry.seq) FROM entries entry
   WHERE entry.message_id = ${message} AND entry.conversation_id = ${conversation}))`;

/**
 * SQL condition: a membership of `conversation` ended at or after `from` and before `until`. Former versions are read
 * only as of such ends.
 */
export const leftBetween = (
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
  const ids = changed.map((ref) => ref.conversationId);
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
      [...changed.map((ref) => ref.seq), ...unchanged.map(() => FOR_EVER)],
      words,
    ],
  );
  // This edit replaces texts that an earlier edit did not.
  await client.query(
    `DELETE FROM former_texts WHERE message_id = $1 AND conversation_id = ANY($2) AND until = ${FOR_EVER}`,
    [messageId, ids],
  );
}

/** Deletes former texts that nobody reads any more, because memberships were reopened or deleted. */
export async function deleteUnreadFormerTexts(client: Client, conversationIds: string[]): Promise<void> {
  await client.query(
    `DELETE FROM former_texts t WHERE t.conversation_id = ANY($1) AND t.until < ${FOR_EVER}
       AND NOT ${leftBetween('t.conversation_id', since('t.message_id', 't.conversation_id', 't.until'), 't.until')}`,
    [conversationIds],
  );
}
