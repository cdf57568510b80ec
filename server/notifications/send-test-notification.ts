import type { PushResult } from '@/protocol/notifications';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { testPayload } from './payload';
import { assertBrowser, noSuchDevice } from './policy';
import { topicOf } from './push-client';
import { failureOf } from './results';
import { deleteEnded, noteResults, subscriptionsOf } from './store/subscriptions';

/** Seconds that a push service keeps a test for a browser that is away. */
const TEST_SECONDS = 60;

/**
 * Sends a notification to the actor's browser, and returns what its push service answered. Throws `not_found` when the
 * browser is not notified, and `rate_limited`.
 */
export async function sendTestNotification(
  app: NotificationsContext,
  { actor }: { actor: Actor },
): Promise<{ result: PushResult }> {
  assertUser(actor);
  assertBrowser(actor);
  app.limits.take('message', actor.userId);
  const device = (await subscriptionsOf(app.db.pool, [actor.userId])).find(
    ({ signInId }) => signInId === actor.credentialId,
  );
  if (!device) throw noSuchDevice('device');
  const pushed = await app.push.send(device, testPayload(device.language, app.publicUrl), {
    ttl: TEST_SECONDS,
    urgency: 'high',
    topic: topicOf(actor.userId, 'test'),
  });
  await noteResults(app.db.pool, [{ signInId: device.signInId, failure: failureOf(pushed) }]);
  if (pushed.result === 'ended') await deleteEnded(app.db.pool, [device]);
  return { result: pushed.result };
}
