import type { Db } from '@/db/client';
import type {
  NotificationLevel,
  NotificationText,
  WireNotificationChoice,
  WireNotificationSettings,
} from '@/protocol/notifications';

/** SQL: the title of `conversations c` for the user `$1`; null for a group without one and for messages nearby. */
export const TITLE = `CASE c.kind WHEN 'building' THEN (SELECT b.name FROM buildings b WHERE b.id = substr(c.key, 10))
  WHEN 'direct' THEN (SELECT d.name FROM users d
    WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid) ORDER BY d.id = $1 LIMIT 1)
  ELSE c.title END`;

interface SettingsRow {
  text: NotificationText;
  groups: boolean;
  quietFrom: number | null;
  quietUntil: number | null;
  timeZone: string | null;
  doNotDisturbUntil: Date | null;
}

/** Returns the user's settings; the defaults for a user who has set nothing. */
export async function readSettings(db: Db, userId: string): Promise<WireNotificationSettings> {
  const { rows } = await db.pool.query<SettingsRow>(
    `SELECT text, groups, quiet_from AS "quietFrom", quiet_until AS "quietUntil", time_zone AS "timeZone",
       CASE WHEN do_not_disturb_until > now() THEN do_not_disturb_until END AS "doNotDisturbUntil"
     FROM notification_settings WHERE user_id = $1`,
    [userId],
  );
  const row = rows[0];
  if (!row) return { text: 'all', groups: true, quiet: null, doNotDisturbUntil: null };
  const { quietFrom: from, quietUntil: until, timeZone } = row;
  return {
    text: row.text,
    groups: row.groups,
    quiet: from === null || until === null || timeZone === null ? null : { from, until, timeZone },
    doNotDisturbUntil: row.doNotDisturbUntil?.toISOString() ?? null,
  };
}

export type SettingsChanges = {
  [K in keyof WireNotificationSettings]?: WireNotificationSettings[K] | undefined;
};

/** Sets the user's settings; what is undefined stays, also when another change runs at the same time. */
export async function writeSettings(
  db: Db,
  userId: string,
  { text, groups, quiet, doNotDisturbUntil }: SettingsChanges,
): Promise<void> {
  await db.pool.query(
    `INSERT INTO notification_settings AS s (user_id, text, groups, quiet_from, quiet_until, time_zone, do_not_disturb_until)
     VALUES ($1, coalesce($2::"NotificationText", 'all'), coalesce($3::bool, true), $5::int, $6::int, $7::text, $9::timestamptz)
     ON CONFLICT (user_id) DO UPDATE SET text = coalesce($2::"NotificationText", s.text),
       groups = coalesce($3::bool, s.groups),
       quiet_from = CASE WHEN $4::bool THEN excluded.quiet_from ELSE s.quiet_from END,
       quiet_until = CASE WHEN $4::bool THEN excluded.quiet_until ELSE s.quiet_until END,
       time_zone = CASE WHEN $4::bool THEN excluded.time_zone ELSE s.time_zone END,
       do_not_disturb_until = CASE WHEN $8::bool THEN excluded.do_not_disturb_until ELSE s.do_not_disturb_until END`,
    [
      userId,
      text ?? null,
      groups ?? null,
      quiet !== undefined,
      quiet?.from ?? null,
      quiet?.until ?? null,
      quiet?.timeZone ?? null,
      doNotDisturbUntil !== undefined,
      doNotDisturbUntil ?? null,
    ],
  );
}

/** Returns the user's choices for conversations that differ from the defaults now. */
export async function choicesOf(db: Db, userId: string): Promise<WireNotificationChoice[]> {
  const { rows } = await db.pool.query<{
    conversation: string;
    title: string | null;
    level: NotificationLevel | null;
    mutedUntil: Date | null;
  }>(
    `SELECT o.conversation_id AS conversation, ${TITLE} AS title, o.level,
       CASE WHEN o.muted_until > now() THEN o.muted_until END AS "mutedUntil"
     FROM notification_choices o JOIN conversations c ON c.id = o.conversation_id
     WHERE o.user_id = $1 AND (o.level IS NOT NULL OR o.muted_until > now()) ORDER BY title, c.id`,
    [userId],
  );
  return rows.map(({ mutedUntil, ...choice }) => ({
    ...choice,
    mutedUntil: mutedUntil?.toISOString() ?? null,
  }));
}

/**
 * Sets the user's choice for a conversation; what is undefined stays. Returns false when the user was never in the
 * conversation. `muteMinutes` counts from now.
 */
export async function writeChoice(
  db: Db,
  userId: string,
  conversationId: string,
  { level, muteMinutes }: { level?: NotificationLevel | null | undefined; muteMinutes?: number | undefined },
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `INSERT INTO notification_choices AS c (user_id, conversation_id, level, muted_until)
     SELECT $1, $2, $3::"NotificationLevel", now() + $5::int * interval '1 minute'
     WHERE EXISTS (SELECT 1 FROM memberships mb WHERE mb.user_id = $1 AND mb.conversation_id = $2)
     ON CONFLICT (user_id, conversation_id) DO UPDATE SET
       level = CASE WHEN $4 THEN excluded.level ELSE c.level END,
       muted_until = CASE WHEN $5::int IS NOT NULL THEN excluded.muted_until ELSE c.muted_until END`,
    [userId, conversationId, level ?? null, level !== undefined, muteMinutes ?? null],
  );
  return rowCount === 1;
}
