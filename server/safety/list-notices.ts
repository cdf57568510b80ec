import type { WireNotice } from '@/protocol/safety';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { openNotices } from './store/notices';

/** Returns the notices that the actor has not confirmed, the oldest first. */
export async function listNotices(
  app: Pick<SafetyContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<WireNotice[]> {
  assertUser(actor);
  return openNotices(app.db, actor.userId);
}
