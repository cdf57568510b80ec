import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { assertBrowser } from './policy';
import { deleteSubscription } from './store/subscriptions';

/** Notifies the actor's browser no more; does nothing when it was not notified. */
export async function unsubscribe(
  app: Pick<NotificationsContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<void> {
  assertUser(actor);
  assertBrowser(actor);
  await deleteSubscription(app.db, actor.userId, actor.credentialId);
}
