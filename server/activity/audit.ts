import type { PoolClient } from 'pg';

/** What the audit log records of administrators. */
export type AuditAction =
  | 'warned'
  | 'suspended'
  | 'lifted_suspension'
  | 'closed_report'
  | 'deleted_message'
  | 'authorised_bot'
  | 'withdrew_bot'
  | 'renamed_bot'
  | 'replaced_bot_secret'
  | 'deleted_bot'
  | 'changed_webhook'
  | 'changed_schedule'
  | 'saved_building'
  | 'removed_building'
  | 'saved_campus'
  | 'removed_campus'
  | 'imported_places'
  | 'undid_place_change';

/**
 * An action of an administrator. `userId`: the user whom it is about. `about`: the id of the bot, or the name of the
 * building, campus or file, that it is about.
 */
export interface AuditedAction {
  adminId: string;
  action: AuditAction;
  userId?: string | null;
  about?: string;
}

/** Records an action of an administrator, within the transaction of the action. */
export async function recordAction(
  client: Pick<PoolClient, 'query'>,
  { adminId, action, userId = null, about }: AuditedAction,
): Promise<void> {
  await client.query(
    'INSERT INTO audit_records (admin_id, action, user_id, about) VALUES ($1, $2::"AuditAction", $3, $4)',
    [adminId, action, userId, about ?? null],
  );
}
