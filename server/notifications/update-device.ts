import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { noSuchDevice } from './policy';
import { setDirectOnly } from './store/subscriptions';

/** Sets whether only direct messages notify on a device of the actor. Throws `not_found`. */
export async function updateDevice(
  app: Pick<NotificationsContext, 'db'>,
  { actor, id, directOnly }: { actor: Actor; id: string; directOnly: boolean },
): Promise<void> {
  assertUser(actor);
  if (!(await setDirectOnly(app.db, actor.userId, id, directOnly))) throw noSuchDevice();
}
