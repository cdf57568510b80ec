import type { PoolClient } from 'pg';
import type { TemplateContent } from '@/protocol/alerts';

type Client = Pick<PoolClient, 'query'>;

/** A version of a template that an officer wrote. */
export interface StoredTemplate {
  name: string;
  version: number;
  content: TemplateContent;
  hash: string;
  writtenBy: string;
  approvedBy: string | null;
}

const TEMPLATE =
  'SELECT name, version, content, hash, written_by AS "writtenBy", approved_by AS "approvedBy" FROM alert_templates';

/** Returns all stored versions, of one template or of all, the newest first. */
export async function readTemplates(client: Client, name: string | null = null): Promise<StoredTemplate[]> {
  const { rows } = await client.query<StoredTemplate>(
    `${TEMPLATE} WHERE $1::text IS NULL OR name = $1 ORDER BY name, version DESC`,
    [name],
  );
  return rows;
}

/** Inserts the next version of a template. Returns null when another one is being inserted. */
export async function insertTemplate(
  client: Client,
  template: { name: string; content: TemplateContent; hash: string; writtenBy: string },
): Promise<StoredTemplate | null> {
  const { rows } = await client.query<{ version: number }>(
    `INSERT INTO alert_templates (name, version, content, hash, written_by)
     SELECT $1, 1 + coalesce(max(version), 0), $2, $3, $4 FROM alert_templates WHERE name = $1
     ON CONFLICT DO NOTHING RETURNING version`,
    [template.name, JSON.stringify(template.content), template.hash, template.writtenBy],
  );
  return rows[0] ? { ...template, version: rows[0].version, approvedBy: null } : null;
}

/** Notes that an officer approved a version. */
export async function setApproved(
  client: Client,
  { name, version }: { name: string; version: number },
  approvedBy: string,
): Promise<void> {
  await client.query(
    'UPDATE alert_templates SET approved_by = $3, approved_at = now() WHERE name = $1 AND version = $2',
    [name, version, approvedBy],
  );
}
