import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { type SettingsChanges, writeSettings } from './store/settings';

/** Sets how the actor is notified on all devices; what is undefined stays. */
export async function updateNotifications(
  app: Pick<NotificationsContext, 'db'>,
  { actor, ...changes }: { actor: Actor } & SettingsChanges,
): Promise<void> {
  assertUser(actor);
  await writeSettings(app.db, actor.userId, changes);
}
