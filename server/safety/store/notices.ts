import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { Decision } from '@/protocol/reasons';
import type { WireNotice } from '@/protocol/safety';

/** A notice to store; `about` is the name of the reported person or bot, the text of `webhook` the name of a webhook. */
export type NewNotice = { userId: string; createdBy: string | null } & (
  | { kind: 'warning' | 'webhook'; text: string }
  | { kind: 'report'; text: string | null; about: string; decision: Decision }
);

interface NoticeRow {
  id: string;
  kind: WireNotice['kind'];
  at: Date;
  text: string | null;
  about: string | null;
  decision: Decision | null;
}

const NOTICE = 'id, kind, created_at AS at, text, about, decision';

function present({ at, about, decision, ...notice }: NoticeRow): WireNotice {
  return {
    ...notice,
    at: at.toISOString(),
    report: about !== null && decision !== null ? { about, decision } : null,
  };
}

export async function insertNotice(
  client: Pick<PoolClient, 'query'>,
  notice: NewNotice,
): Promise<WireNotice> {
  const report = notice.kind === 'report' ? notice : { about: null, decision: null };
  const { rows } = await client.query<NoticeRow>(
    `INSERT INTO notices (user_id, kind, text, about, decision, created_by)
     VALUES ($1, $2::"NoticeKind", $3, $4, $5::"Decision", $6) RETURNING ${NOTICE}`,
    [notice.userId, notice.kind, notice.text, report.about, report.decision, notice.createdBy],
  );
  return present(rows[0] as NoticeRow);
}

/** Returns the notices of a user that are not confirmed, the oldest first. */
export async function openNotices(db: Db, userId: string): Promise<WireNotice[]> {
  const { rows } = await db.pool.query<NoticeRow>(
    `SELECT ${NOTICE} FROM notices WHERE user_id = $1 AND confirmed_at IS NULL ORDER BY created_at, id`,
    [userId],
  );
  return rows.map(present);
}

/** Marks a notice of the user as confirmed. Returns whether it was not before. */
export async function confirm(
  client: Pick<PoolClient, 'query'>,
  userId: string,
  id: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE notices SET confirmed_at = now() WHERE id = $1 AND user_id = $2 AND confirmed_at IS NULL',
    [id, userId],
  );
  return (rowCount ?? 0) > 0;
}

/** Deletes notices that were confirmed more than `days` days ago, and older notices of reports, which name a person. */
export async function deleteNoticesConfirmedBefore(db: Db, days: number): Promise<void> {
  await db.pool.query(
    `DELETE FROM notices WHERE confirmed_at < now() - $1 * interval '1 day'
       OR (kind = 'report' AND created_at < now() - $1 * interval '1 day')`,
    [days],
  );
}
