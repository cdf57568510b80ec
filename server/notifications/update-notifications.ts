import type { WireNotificationSettings } from '@/protocol/notifications';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { readSettings, writeSettings } from './store/settings';

type Changes = { [K in keyof WireNotificationSettings]?: WireNotificationSettings[K] | undefined };

/** Sets how the actor is notified on all devices; what is undefined stays. */
export async function updateNotifications(
  app: Pick<NotificationsContext, 'db'>,
  { actor, text, groups, quiet, doNotDisturbUntil }: { actor: Actor } & Changes,
): Promise<void> {
  assertUser(actor);
  const before = await readSettings(app.db, actor.userId);
  await writeSettings(app.db, actor.userId, {
    text: text ?? before.text,
    groups: groups ?? before.groups,
    quiet: quiet === undefined ? before.quiet : quiet,
    doNotDisturbUntil: doNotDisturbUntil === undefined ? before.doNotDisturbUntil : doNotDisturbUntil,
  });
}
