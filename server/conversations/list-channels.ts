import type { WireChannel } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { listPublicChannels } from './store/conversations';

/** The public channels in order of title, at most 1,000. */
export async function listChannels(node: Node, { actor }: { actor: Actor }): Promise<WireChannel[]> {
  assertUser(actor);
  return listPublicChannels(node.db.pool, actor.userId);
}
