import type { PoolClient } from 'pg';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { AlertTexts, TemplateContent, WireAlertDraft, WireArea } from '@/protocol/alerts';

type Client = Pick<PoolClient, 'query'>;

/** What is issued if the draft is approved: the texts as the officers saw them. */
export interface DraftContent
  extends Pick<
    TemplateContent,
    'category' | 'event' | 'response' | 'urgency' | 'severity' | 'certainty' | 'lifeSafety'
  > {
  template: { name: string; version: number };
  texts: AlertTexts;
  area: WireArea;
  /** The usernames of an exercise's group. */
  group: string[];
  nextUpdateMinutes: number;
  expiresMinutes: number;
}

export interface StoredDraft {
  id: string;
  key: string;
  kind: AlertKind;
  type: WireAlertDraft['type'];
  alertId: string | null;
  base: number;
  content: DraftContent;
  hash: string;
  state: WireAlertDraft['state'];
  draftedBy: string;
  createdAt: Date;
  submittedAt: Date | null;
  submittedBy: string | null;
  submittedWith: string | null;
  approvedBy: string | null;
  /** The time of the database. */
  now: Date;
}

const DRAFT = `SELECT id, key, kind, type, alert_id AS "alertId", base, content, hash, state, drafted_by AS "draftedBy",
  created_at AS "createdAt", submitted_at AS "submittedAt", submitted_by AS "submittedBy",
  submitted_with AS "submittedWith", approved_by AS "approvedBy", clock_timestamp() AS now FROM alert_drafts`;

/** Inserts a draft, or returns the one that the same officer made with the same key. */
export async function insertDraft(
  client: Client,
  draft: Pick<StoredDraft, 'key' | 'kind' | 'type' | 'alertId' | 'base' | 'content' | 'hash' | 'draftedBy'>,
): Promise<{ draft: StoredDraft; isNew: boolean }> {
  const insertion = client.query(
    `INSERT INTO alert_drafts (key, kind, type, alert_id, base, content, hash, drafted_by)
     VALUES ($1, $2::"AlertKind", $3::"AlertType", $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      draft.key,
      draft.kind,
      draft.type,
      draft.alertId,
      draft.base,
      JSON.stringify(draft.content),
      draft.hash,
      draft.draftedBy,
    ],
  );
  const reading = client.query<StoredDraft>(`${DRAFT} WHERE drafted_by = $1 AND key = $2 FOR UPDATE`, [
    draft.draftedBy,
    draft.key,
  ]);
  const [{ rowCount }, { rows }] = await Promise.all([insertion, reading]);
  return { draft: rows[0] as StoredDraft, isNew: (rowCount ?? 0) > 0 };
}

/** Reads a draft that is neither issued nor discarded. Returns null when there is none. */
export async function findOpenDraft(client: Client, id: string): Promise<StoredDraft | null> {
  const { rows } = await client.query<StoredDraft>(
    `${DRAFT} WHERE id = $1 AND state IN ('draft', 'submitted')`,
    [id],
  );
  return rows[0] ?? null;
}

/** Locks a draft of a kind. Returns null for one of another kind, as if it did not exist. */
export async function lockDraft(client: Client, id: string, kind?: AlertKind): Promise<StoredDraft | null> {
  const { rows } = await client.query<StoredDraft>(
    `${DRAFT} WHERE id = $1 AND ($2::"AlertKind" IS NULL OR kind = $2::"AlertKind") FOR UPDATE`,
    [id, kind ?? null],
  );
  return rows[0] ?? null;
}

/** Notes that an officer submitted a draft, now. */
export async function setSubmitted(
  client: Client,
  id: string,
  { userId, credentialId }: { userId: string; credentialId: string },
): Promise<StoredDraft> {
  await client.query(
    `UPDATE alert_drafts SET state = 'submitted', submitted_at = now(), submitted_by = $2, submitted_with = $3
     WHERE id = $1`,
    [id, userId, credentialId],
  );
  return (await lockDraft(client, id)) as StoredDraft;
}

/** Notes that a draft was issued as this alert. */
export async function setIssued(
  client: Client,
  id: string,
  { alertId, approvedBy }: { alertId: string; approvedBy: string },
): Promise<void> {
  await client.query(
    `UPDATE alert_drafts SET state = 'issued', alert_id = $2, approved_by = $3 WHERE id = $1`,
    [id, alertId, approvedBy],
  );
}

export async function setDiscarded(client: Client, id: string): Promise<void> {
  await client.query(`UPDATE alert_drafts SET state = 'discarded' WHERE id = $1`, [id]);
}

/**
 * Returns the drafts of the last day that are neither issued nor discarded, the newest first, without changes of an alert
 * that has ended or changed since.
 */
export async function readOpenDrafts(client: Client): Promise<StoredDraft[]> {
  const { rows } = await client.query<StoredDraft>(
    `${DRAFT} WHERE state IN ('draft', 'submitted') AND created_at > now() - interval '1 day'
       AND (alert_id IS NULL OR EXISTS (SELECT 1 FROM alerts a
         WHERE a.id = alert_drafts.alert_id AND a.state = 'active' AND a.revision = alert_drafts.base))
     ORDER BY created_at DESC, id LIMIT 500`,
  );
  return rows;
}
