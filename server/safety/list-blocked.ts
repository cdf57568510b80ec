import type { WireBlocked } from '@/protocol/safety';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { listBlocks } from './store/blocks';

/** Returns the users whom the actor has blocked, the latest block first. */
export async function listBlocked(
  app: Pick<SafetyContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<WireBlocked[]> {
  assertUser(actor);
  return listBlocks(app.db.pool, actor.userId);
}
