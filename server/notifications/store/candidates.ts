import type { PoolClient } from 'pg';
import { notSuspended } from '@/server/accounts/store/credentials';
import { asOf, FORMER_TEXT, MENTIONS, TEXT } from '@/server/conversations/store/entries';
import type { EntryRef } from '@/server/conversations/store/entry-ref';
import type { Candidate } from '../decide';

type Client = Pick<PoolClient, 'query'>;

/** SQL columns: what decides about `n`, a message and a user, besides its kind; needs `STAY AS stay` and `FACT_JOINS`. */
export const FACTS = `coalesce(k.read, 0) AS read, coalesce(k.shown, 0) AS shown, coalesce(k.muted, false) AS muted,
  stay.request IS NOT NULL AS request, o.level, o.muted_until AS "mutedUntil", coalesce(st.groups, true) AS groups,
  st.quiet_from AS "quietFrom", st.quiet_until AS "quietUntil", st.time_zone AS "timeZone",
  st.do_not_disturb_until AS "doNotDisturbUntil"`;
export const STAY = `LATERAL (SELECT mb.request FROM memberships mb
  WHERE mb.user_id = n.user_id AND mb.conversation_id = n.conversation_id
    AND n.seq BETWEEN mb.from_seq AND coalesce(mb.to_seq, 2147483647) LIMIT 1)`;
export const FACT_JOINS = `LEFT JOIN marks k ON k.user_id = n.user_id AND k.conversation_id = n.conversation_id
  LEFT JOIN notification_choices o ON o.user_id = n.user_id AND o.conversation_id = n.conversation_id
  LEFT JOIN notification_settings st ON st.user_id = n.user_id`;

/** Which messages to look at: given ones, or those of a period. */
export type Messages = { entries: readonly EntryRef[] } | { after: Date; until: Date };

/**
 * Returns the users with a device whom the messages concern, with what decides whether they are notified: the other
 * members of direct conversations and groups, users who are mentioned or answered, and users who chose all messages.
 * A mention counts if it is in the text as the user has it. Leaves out users who cannot read the message, blocked its
 * sender or are suspended, devices that are newer than the message, and what
 * was decided already.
 */
export async function findCandidates(client: Client, messages: Messages): Promise<Candidate[]> {
  const given = 'entries' in messages;
  const { rows } = await client.query<Candidate>({
    name: given ? 'notifiedOf' : 'notifiedBetween',
    text: `WITH recent AS MATERIALIZED (
       SELECT e.conversation_id, e.seq, e.at, e.message_id, m.sender_id, a.sender_id AS answered, c.kind
       FROM ${given ? 'unnest($1::uuid[], $2::int[]) AS g (id, seq) JOIN entries e ON e.conversation_id = g.id AND e.seq = g.seq' : 'entries e'}
       JOIN messages m ON m.id = e.message_id AND m.deleted_at IS NULL
       JOIN conversations c ON c.id = e.conversation_id LEFT JOIN messages a ON a.id = m.reply_to
       WHERE NOT e.change ${given ? '' : 'AND e.at > $1 AND e.at <= $2'}),
     concerned AS (
       SELECT r.conversation_id, r.seq, mb.user_id FROM recent r JOIN memberships mb ON mb.conversation_id = r.conversation_id
         WHERE r.kind IN ('direct', 'group')
       UNION SELECT r.conversation_id, r.seq, n.user_id FROM recent r JOIN mentions n ON n.message_id = r.message_id
       UNION SELECT r.conversation_id, r.seq, r.answered FROM recent r WHERE r.answered IS NOT NULL
       UNION SELECT r.conversation_id, r.seq, o.user_id FROM recent r
         JOIN notification_choices o ON o.conversation_id = r.conversation_id AND o.level = 'all')
     SELECT n.user_id AS "userId", n.conversation_id AS "conversationId", n.seq, r.at,
       CASE WHEN r.kind = 'direct' THEN 'direct'
         WHEN own.mentioned THEN 'mention'
         WHEN r.answered = n.user_id THEN 'reply' WHEN r.kind = 'group' THEN 'group' ELSE 'room' END AS kind,
       ${FACTS}
     FROM concerned n JOIN recent r ON r.conversation_id = n.conversation_id AND r.seq = n.seq
     CROSS JOIN ${STAY} stay
     CROSS JOIN LATERAL (SELECT CASE
         WHEN f.until IS NULL THEN EXISTS (SELECT 1 FROM mentions x WHERE x.message_id = m.id AND x.user_id = n.user_id)
         ELSE EXISTS (SELECT 1 FROM users x WHERE x.id = n.user_id AND x.username = ANY(f.names)) END AS mentioned
       FROM (SELECT r.message_id, r.conversation_id) e JOIN messages m ON m.id = e.message_id
       ${asOf('n.user_id')} ${FORMER_TEXT}) own
     ${FACT_JOINS}
     WHERE n.user_id IS DISTINCT FROM r.sender_id
       AND EXISTS (SELECT 1 FROM push_subscriptions p JOIN sign_ins s ON s.id = p.sign_in_id
         AND s.revoked_at IS NULL AND s.expires_at > now() AND ${notSuspended('n.user_id')} WHERE p.user_id = n.user_id AND p.created_at <= r.at)
       AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = n.user_id AND b.blocked_id = r.sender_id)
       AND NOT EXISTS (SELECT 1 FROM notifications d
         WHERE d.user_id = n.user_id AND d.conversation_id = n.conversation_id AND d.seq = n.seq)
     ORDER BY r.at, n.conversation_id, n.seq, n.user_id`,
    values: given
      ? [messages.entries.map((e) => e.conversationId), messages.entries.map((e) => e.seq)]
      : [messages.after, messages.until],
  });
  return rows;
}

/** A message as a notification shows it to one user. */
export interface Content {
  kind: 'direct' | 'group' | 'channel' | 'building' | 'nearby';
  /** The title of a group or a channel, or the name of a building. */
  title: string | null;
  from: string;
  text: string;
  mentions: { id: string; name: string }[];
  /** The kind of the first attachment; null for none. */
  attached: 'photo' | 'file' | null;
}

/**
 * Returns the messages at the given entries as each user has them, in their order; null for one that is gone or that the
 * user cannot read.
 */
export async function readContents(
  client: Client,
  entries: readonly (EntryRef & { userId: string })[],
): Promise<(Content | null)[]> {
  const { rows } = await client.query<Content & { n: number }>({
    name: 'notifiedContents',
    text: `SELECT g.n::int AS n, c.kind, coalesce(b.name, c.title) AS title,
       coalesce(u.name, m.bot_id, '') AS from, ${TEXT} AS text,
       coalesce(${MENTIONS}, '[]') AS mentions, m.attachments -> 0 ->> 'kind' AS attached
     FROM unnest($1::uuid[], $2::int[], $3::uuid[]) WITH ORDINALITY AS g (id, seq, user_id, n)
     JOIN entries e ON e.conversation_id = g.id AND e.seq = g.seq
     JOIN messages m ON m.id = e.message_id AND m.deleted_at IS NULL
     JOIN conversations c ON c.id = g.id LEFT JOIN users u ON u.id = m.sender_id
     LEFT JOIN buildings b ON c.kind = 'building' AND b.id = substr(c.key, 10)
     ${asOf('g.user_id')} ${FORMER_TEXT} WHERE a.shown`,
    values: [entries.map((e) => e.conversationId), entries.map((e) => e.seq), entries.map((e) => e.userId)],
  });
  const contents = new Map(rows.map(({ n, ...content }) => [n, content]));
  return entries.map((_, index) => contents.get(index + 1) ?? null);
}
