import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { grantsOf } from './store/grants';

/** Returns whether the user has a right for alerts. */
export async function isOfficer(
  app: Pick<AlertsContext, 'db'>,
  { actor }: { actor: UserActor },
): Promise<boolean> {
  return (await grantsOf(app.db.pool, actor.userId)).length > 0;
}
