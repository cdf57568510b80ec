import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { ConversationKind } from '@/protocol/messages';
import type { Reason } from '@/protocol/reasons';
import type { WireReport } from '@/protocol/safety';
import { entryJoins, READABLE, TEXT } from '@/server/conversations/store/entries';

type Client = Pick<PoolClient, 'query'>;

/** What a report is about, as it is now. */
export interface Subject {
  /** Null for a bot. */
  userId: string | null;
  /** Username or bot id, and name. */
  subject: string;
  name: string;
  message: {
    id: string;
    text: string;
    at: Date;
    deleted: boolean;
    kind: ConversationKind;
    conversation: string | null;
  } | null;
}

/** A message where the user may read it, as they have it there; null where they may not, and where there is none. */
export async function findReadable(
  client: Client,
  userId: string,
  messageId: string,
): Promise<Subject | null> {
  const { rows } = await client.query<Omit<Subject, 'message'> & Omit<NonNullable<Subject['message']>, 'id'>>(
    `SELECT m.sender_id AS "userId", coalesce(u.username, m.bot_id, '') AS subject,
       coalesce(u.name, m.bot_id, '') AS name, ${TEXT} AS text, m.created_at AS at, m.deleted_at IS NOT NULL AS deleted, c.kind,
       CASE c.kind WHEN 'building' THEN (SELECT b.name FROM buildings b WHERE b.id = substr(c.key, 10))
         ELSE c.title END AS conversation
     FROM entries e JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')}
     WHERE e.message_id = $2 AND NOT e.change AND ${READABLE}
     ORDER BY c.id LIMIT 1`,
    [userId, messageId],
  );
  const row = rows[0];
  if (!row) return null;
  const { userId: senderId, subject, name, ...message } = row;
  return { userId: senderId, subject, name, message: { id: messageId, ...message } };
}

/** A person by username. */
export async function findPerson(client: Client, username: string): Promise<Subject | null> {
  const { rows } = await client.query<{ id: string; name: string }>(
    'SELECT id, name FROM users WHERE username = $1',
    [username],
  );
  const row = rows[0];
  return row ? { userId: row.id, subject: username, name: row.name, message: null } : null;
}

/** Stores a report; answers its id, or that of the one which the same person made of the same before. */
export async function insertReport(
  client: Client,
  report: { reporterId: string; about: Subject; reason: Reason; note: string | null },
): Promise<{ id: string; made: boolean }> {
  const { reporterId, about, reason, note } = report;
  const { message } = about;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO reports (reporter_id, message_id, user_id, reason, note, subject, subject_name, text, said_at,
       conversation_kind, conversation_name)
     VALUES ($1, $2, $3, $4::"ReportReason", $5, $6, $7, $8, $9, $10::"ConversationKind", $11)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      reporterId,
      message?.id ?? null,
      about.userId,
      reason,
      note,
      about.subject,
      about.name,
      message?.text ?? null,
      message?.at ?? null,
      message?.kind ?? null,
      message?.conversation ?? null,
    ],
  );
  if (rows[0]) return { id: rows[0].id, made: true };
  const { rows: before } = await client.query<{ id: string }>(
    `SELECT id FROM reports WHERE reporter_id = $1 AND (message_id = $2
       OR ($2::uuid IS NULL AND text IS NULL AND subject = $3 AND closed_at IS NULL))`,
    [reporterId, message?.id ?? null, about.subject],
  );
  return { id: (before[0] as { id: string }).id, made: false };
}

interface ReportRow {
  id: string;
  at: Date;
  by: { id: string; name: string } | null;
  reason: Reason;
  note: string | null;
  bot: boolean;
  subject: string;
  name: string;
  text: string | null;
  said_at: Date | null;
  kind: ConversationKind;
  conversation: string | null;
  deleted: boolean;
  closed_at: Date | null;
  closer: { id: string; name: string } | null;
  closing_note: string | null;
}

const named = (user: string) =>
  `CASE WHEN ${user}.id IS NOT NULL THEN jsonb_build_object('id', ${user}.username, 'name', ${user}.name) END`;
const REPORTS = `SELECT r.id, r.created_at AS at, ${named('u')} AS by, r.reason, r.note, m.bot_id IS NOT NULL AS bot,
    r.subject, r.subject_name AS name, r.text, r.said_at, r.conversation_kind AS kind,
    r.conversation_name AS conversation, m.deleted_at IS NOT NULL OR m.id IS NULL AS deleted, r.closed_at,
    ${named('c')} AS closer, r.closing_note
  FROM reports r LEFT JOIN users u ON u.id = r.reporter_id LEFT JOIN users c ON c.id = r.closed_by
  LEFT JOIN messages m ON m.id = r.message_id`;

function present(row: ReportRow): WireReport {
  return {
    id: row.id,
    at: row.at.toISOString(),
    by: row.by,
    reason: row.reason,
    note: row.note,
    about: { kind: row.bot ? 'bot' : 'user', id: row.subject, name: row.name },
    message:
      row.text === null
        ? null
        : {
            text: row.text,
            at: (row.said_at as Date).toISOString(),
            conversation: { kind: row.kind, name: row.conversation },
            deleted: row.deleted,
          },
    closed: row.closed_at && { at: row.closed_at.toISOString(), by: row.closer, note: row.closing_note },
  };
}

/** The open reports, the oldest first; or the closed ones, the newest first. */
export async function readReports(db: Db, closed: boolean, limit: number): Promise<WireReport[]> {
  const { rows } = await db.pool.query<ReportRow>(
    closed
      ? `${REPORTS} WHERE r.closed_at IS NOT NULL ORDER BY r.closed_at DESC, r.id LIMIT $1`
      : `${REPORTS} WHERE r.closed_at IS NULL ORDER BY r.created_at, r.id LIMIT $1`,
    [limit],
  );
  return rows.map(present);
}

export async function readReport(client: Client, id: string): Promise<WireReport | null> {
  const { rows } = await client.query<ReportRow>(`${REPORTS} WHERE r.id = $1`, [id]);
  return rows[0] ? present(rows[0]) : null;
}

/** The message that a report is about; null when it is about a person, or the message is gone. */
export async function reportedMessage(db: Db, id: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ messageId: string | null }>(
    'SELECT message_id AS "messageId" FROM reports WHERE id = $1',
    [id],
  );
  return rows[0]?.messageId ?? null;
}

export async function countOpen(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    'SELECT count(*) AS count FROM reports WHERE closed_at IS NULL',
  );
  return rows[0]?.count ?? 0;
}

/** Closes a report. False when it was closed already, or there is none. */
export async function markClosed(
  client: Client,
  { id, closedBy, note }: { id: string; closedBy: string; note: string | null },
): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE reports SET closed_at = now(), closed_by = $2, closing_note = $3 WHERE id = $1 AND closed_at IS NULL',
    [id, closedBy, note],
  );
  return rowCount === 1;
}

/** Gives how many were forgotten. */
export async function deleteClosedBefore(db: Db, days: number): Promise<number> {
  const { rowCount } = await db.pool.query(
    `DELETE FROM reports WHERE closed_at < now() - $1 * interval '1 day'`,
    [days],
  );
  return rowCount ?? 0;
}
