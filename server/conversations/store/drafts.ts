import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import type { WireDraft } from '@/protocol/messages';
import type { OutboxEvent, OutboxRow } from '../events';

/** The columns of a stored draft; without a time there was never one. */
export interface DraftRow {
  draft: string | null;
  draft_reply: number | null;
  /** A date, or its JSON form. */
  draft_at: Date | string | null;
}

/** Returns the draft of a row. An empty text stays, with its time, so that no older draft replaces it. */
export function presentDraft({ draft, draft_reply, draft_at }: DraftRow): WireDraft | null {
  if (draft_at === null) return null;
  return {
    text: draft ?? '',
    ...(draft_reply !== null && { replyTo: draft_reply }),
    at: new Date(draft_at).toISOString(),
  };
}

/** Returns the event that gives a draft to all devices of its user. */
export const draftEvent = (userId: string, conversation: string, draft: WireDraft): OutboxEvent => ({
  to: 'people',
  userIds: [userId],
  body: { type: 'draft', conversation, draft },
});

interface Written {
  userId: string;
  conversationId: string;
  text: string;
  replyTo: number | null;
  at: string;
  event: string;
}

// Locks the memberships, as `advanceReadMarks` does, so that a membership that ends meanwhile leaves no draft behind.
const writing = prepared<Written>(
  'storeDraft',
  ({ value }) => `WITH own AS (
     SELECT mb.user_id, mb.conversation_id FROM memberships mb
     WHERE mb.user_id = ${value('userId', 'uuid')} AND mb.conversation_id = ${value('conversationId', 'uuid')}
     ORDER BY mb.id FOR NO KEY UPDATE OF mb),
   saved AS (
     INSERT INTO marks AS k (user_id, conversation_id, draft, draft_reply, draft_at)
     SELECT DISTINCT user_id, conversation_id, ${value('text', 'text')}, ${value('replyTo', 'int')}, ${value('at', 'timestamptz')} FROM own
     ON CONFLICT (user_id, conversation_id) DO UPDATE
       SET draft = excluded.draft, draft_reply = excluded.draft_reply, draft_at = excluded.draft_at
       WHERE k.draft_at IS NULL OR k.draft_at < excluded.draft_at
     RETURNING 1),
   published AS (INSERT INTO outbox (event) SELECT ${value('event', 'json')} FROM saved RETURNING id)
   SELECT (SELECT id FROM published) AS "eventId", k.draft, k.draft_reply, k.draft_at
   FROM (SELECT DISTINCT user_id, conversation_id FROM own) o
   LEFT JOIN marks k ON k.user_id = o.user_id AND k.conversation_id = o.conversation_id`,
);

/**
 * Stores a draft unless a newer one is stored, and inserts the event for the user's devices; one statement. Returns the
 * newest draft, or null when the user was never in the conversation.
 */
export async function storeDraft(
  client: Pick<PoolClient, 'query'>,
  { userId, conversationId, draft }: { userId: string; conversationId: string; draft: WireDraft },
): Promise<{ draft: WireDraft; outbox: OutboxRow[] } | null> {
  const event = draftEvent(userId, conversationId, draft);
  const { text, replyTo = null, at } = draft;
  const { rows } = await client.query<DraftRow & { eventId: number | null }>(
    writing({ userId, conversationId, text, replyTo, at, event: JSON.stringify(event) }),
  );
  const row = rows[0];
  if (!row) return null;
  // The statement reads the marks as they were before it.
  if (row.eventId !== null) return { draft, outbox: [{ id: row.eventId, event }] };
  return { draft: presentDraft(row) ?? draft, outbox: [] };
}
