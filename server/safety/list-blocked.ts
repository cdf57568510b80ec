import type { WireBlocked } from '@/protocol/safety';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { listBlocks } from './store/blocks';

/** Whom the actor has blocked, the latest first. */
export async function listBlocked(
  node: Pick<Node, 'db'>,
  { actor }: { actor: Actor },
): Promise<WireBlocked[]> {
  assertUser(actor);
  return listBlocks(node.db.pool, actor.userId);
}
