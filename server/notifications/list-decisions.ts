import type { WireDecision } from '@/protocol/notifications';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { decisionsOf } from './store/notifications';

/** Returns why the actor was notified of each of the newest messages or not, the newest first. */
export async function listDecisions(
  app: Pick<NotificationsContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<WireDecision[]> {
  assertUser(actor);
  return decisionsOf(app.db, actor.userId);
}
