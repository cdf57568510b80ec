import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { noSuchDevice } from './policy';
import { deleteSubscription } from './store/subscriptions';

/** Notifies a device of the actor no more; `id` is that of its sign-in. Throws `not_found`. */
export async function removeDevice(
  app: Pick<NotificationsContext, 'db'>,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await deleteSubscription(app.db, actor.userId, id))) throw noSuchDevice();
}
