import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { Prisma } from '@/db/generated/client';
import type { ConversationKind, WireAttachment } from '@/protocol/messages';
import type { Decision, Reason } from '@/protocol/reasons';
import type { WireReport } from '@/protocol/safety';
import { entryJoins, READABLE, TEXT } from '@/server/conversations/store/entries';

type Client = Pick<PoolClient, 'query'>;

/** What a report is about, at the time of the report. */
export interface Subject {
  /** Null for a bot. */
  userId: string | null;
  /** Username or bot id; `name` is the display name. */
  id: string;
  name: string;
  message: {
    id: string;
    text: string;
    attachments: WireAttachment[] | null;
    at: Date;
    deleted: boolean;
    kind: ConversationKind;
    conversation: string | null;
  } | null;
}

/** Returns a message as the user reads it. Returns null when the user may not read it and when it does not exist. */
export async function findReadable(
  client: Client,
  userId: string,
  messageId: string,
): Promise<Subject | null> {
  const { rows } = await client.query<Omit<Subject, 'message'> & Omit<NonNullable<Subject['message']>, 'id'>>(
    `SELECT m.sender_id AS "userId", coalesce(u.username, m.bot_id, '') AS id,
       coalesce(u.name, m.bot_id, '') AS name, ${TEXT} AS text, m.attachments, m.created_at AS at, m.deleted_at IS NOT NULL AS deleted, c.kind,
       CASE c.kind WHEN 'building' THEN (SELECT b.name FROM buildings b WHERE b.id = substr(c.key, 10))
         ELSE c.title END AS conversation
     FROM entries e JOIN conversations c ON c.id = e.conversation_id ${entryJoins('$1::uuid')}
     WHERE e.message_id = $2 AND NOT e.change AND ${READABLE}
     ORDER BY c.id LIMIT 1`,
    [userId, messageId],
  );
  const row = rows[0];
  if (!row) return null;
  const { userId: senderId, id, name, ...message } = row;
  return { userId: senderId, id, name, message: { id: messageId, ...message } };
}

/** Returns a user by username, or null. */
export async function findPerson(client: Client, username: string): Promise<Subject | null> {
  const { rows } = await client.query<{ id: string; name: string }>(
    'SELECT id, name FROM users WHERE username = $1',
    [username],
  );
  const row = rows[0];
  return row ? { userId: row.id, id: username, name: row.name, message: null } : null;
}

/** Inserts a report. Returns its id, or the id of an earlier report by the same user about the same subject. */
export async function insertReport(
  client: Client,
  report: { reporterId: string; about: Subject; reason: Reason; note: string | null },
): Promise<{ id: string; created: boolean }> {
  const { reporterId, about, reason, note } = report;
  const { message } = about;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO reports (reporter_id, message_id, user_id, reason, note, subject, subject_name, text, said_at,
       conversation_kind, conversation_name, attachments)
     VALUES ($1, $2, $3, $4::"ReportReason", $5, $6, $7, $8, $9, $10::"ConversationKind", $11, $12)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      reporterId,
      message?.id ?? null,
      about.userId,
      reason,
      note,
      about.id,
      about.name,
      message?.text ?? null,
      message?.at ?? null,
      message?.kind ?? null,
      message?.conversation ?? null,
      message?.attachments ? JSON.stringify(message.attachments) : null,
    ],
  );
  if (rows[0]) return { id: rows[0].id, created: true };
  const { rows: before } = await client.query<{ id: string }>(
    `SELECT id FROM reports WHERE reporter_id = $1 AND (message_id = $2
       OR ($2::uuid IS NULL AND text IS NULL AND subject = $3 AND closed_at IS NULL))`,
    [reporterId, message?.id ?? null, about.id],
  );
  return { id: (before[0] as { id: string }).id, created: false };
}

const NAMED = { select: { username: true, name: true } } as const;
/** The relations that administrators see of a report. */
const SHOWN = {
  reporter: NAMED,
  closer: NAMED,
  message: { select: { botId: true, deletedAt: true } },
} as const satisfies Prisma.ReportInclude;

type ReportRow = Prisma.ReportGetPayload<{ include: typeof SHOWN }>;

const named = (user: ReportRow['reporter']) => user && { id: user.username, name: user.name };

function presentReport(row: ReportRow): WireReport {
  const { message } = row;
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    by: named(row.reporter),
    reason: row.reason,
    note: row.note,
    about: { kind: message?.botId ? 'bot' : 'user', id: row.subject, name: row.subjectName },
    message:
      row.text === null
        ? null
        : {
            text: row.text,
            ...(row.attachments && { attachments: row.attachments as WireAttachment[] }),
            at: (row.saidAt as Date).toISOString(),
            conversation: { kind: row.conversationKind as ConversationKind, name: row.conversationName },
            deleted: !message || message.deletedAt !== null,
          },
    closed: row.closedAt && {
      at: row.closedAt.toISOString(),
      by: named(row.closer),
      note: row.closingNote,
      decision: row.decision,
    },
  };
}

/**
 * Returns up to `limit` reports: the open ones, oldest first, or the closed ones, newest first; with `about`, a username,
 * only those about this user or their messages; `after` a position, only those that follow it.
 */
export async function readReports(
  db: Db,
  {
    closed,
    about,
    after,
    limit,
  }: {
    closed: boolean;
    about: string | undefined;
    after?: { at: string; id: string } | undefined;
    limit: number;
  },
): Promise<WireReport[]> {
  const rows = await db.prisma.report.findMany({
    where: {
      closedAt: closed ? { not: null } : null,
      ...(about !== undefined && { user: { username: about } }),
      ...(after && {
        OR: closed
          ? [{ closedAt: { lt: after.at } }, { closedAt: after.at, id: { gt: after.id } }]
          : [{ createdAt: { gt: after.at } }, { createdAt: after.at, id: { gt: after.id } }],
      }),
    },
    orderBy: closed ? [{ closedAt: 'desc' }, { id: 'asc' }] : [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
    include: SHOWN,
  });
  return rows.map(presentReport);
}

/** Returns a report, or null. */
export async function readReport(db: Db, id: string): Promise<WireReport | null> {
  const row = await db.prisma.report.findUnique({ where: { id }, include: SHOWN });
  return row && presentReport(row);
}

/** Whom a report is about, as the audit log records it: a user, or the bot with the id `about`. */
interface AuditSubject {
  userId: string | null;
  about?: string;
}

/**
 * Returns the id of the message that a report is about, and its sender. Returns null when it is about a user or the
 * message is gone.
 */
export async function reportedMessage(
  db: Db,
  id: string,
): Promise<{ messageId: string; subject: AuditSubject } | null> {
  const report = await db.prisma.report.findUnique({
    where: { id },
    select: { messageId: true, userId: true, message: { select: { botId: true } } },
  });
  if (!report || report.messageId === null) return null;
  return { messageId: report.messageId, subject: subjectOf(report.userId, report.message?.botId) };
}

const subjectOf = (userId: string | null, botId: string | null | undefined): AuditSubject => ({
  userId,
  ...(typeof botId === 'string' && { about: botId }),
});

/** Returns the number of open reports. */
export async function countOpenReports(db: Db): Promise<number> {
  return db.prisma.report.count({ where: { closedAt: null } });
}

/**
 * Closes a report. Returns its reporter, and whom it is about, by name and for the audit log; null when it was closed
 * already or does not exist.
 */
export async function closeOpenReport(
  client: Client,
  close: { id: string; closedBy: string; note: string | null; decision: Decision },
): Promise<{ reporterId: string | null; about: string; subject: AuditSubject } | null> {
  const { rows } = await client.query<{
    reporterId: string | null;
    about: string;
    userId: string | null;
    botId: string | null;
  }>(
    `UPDATE reports SET closed_at = now(), closed_by = $2, closing_note = $3, decision = $4::"Decision"
     WHERE id = $1 AND closed_at IS NULL RETURNING reporter_id AS "reporterId", subject_name AS about,
       user_id AS "userId", (SELECT m.bot_id FROM messages m WHERE m.id = message_id) AS "botId"`,
    [close.id, close.closedBy, close.note, close.decision],
  );
  const [closed] = rows;
  if (!closed) return null;
  const { reporterId, about, userId, botId } = closed;
  return { reporterId, about, subject: subjectOf(userId, botId) };
}

/** Deletes reports that were closed more than `days` days ago. Returns how many were deleted. */
export async function deleteClosedBefore(db: Db, days: number): Promise<number> {
  const { rowCount } = await db.pool.query(
    `DELETE FROM reports WHERE closed_at < now() - $1 * interval '1 day'`,
    [days],
  );
  return rowCount ?? 0;
}
