import type { WireNotifications } from '@/protocol/notifications';
import { deviceOf } from '@/server/accounts/device';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { choicesOf, readSettings } from './store/settings';
import { devicesOf } from './store/subscriptions';

/** Returns how the actor is notified. */
export async function showNotifications(
  app: Pick<NotificationsContext, 'db' | 'endpoints' | 'vapid'>,
  { actor }: { actor: Actor },
): Promise<WireNotifications> {
  assertUser(actor);
  const [settings, devices, conversations] = await Promise.all([
    readSettings(app.db, actor.userId),
    devicesOf(app.db, actor.userId),
    choicesOf(app.db, actor.userId),
  ]);
  return {
    key: app.endpoints.any ? app.vapid.publicKey : null,
    settings,
    devices: devices.map(({ id, userAgent, directOnly, at, acceptedAt, failure }) => ({
      id,
      ...deviceOf(userAgent),
      current: id === actor.credentialId,
      directOnly,
      at: at.toISOString(),
      accepted: acceptedAt?.toISOString() ?? null,
      failure,
    })),
    conversations,
  };
}
