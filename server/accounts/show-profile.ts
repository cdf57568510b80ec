import type { WireProfile } from '@/protocol/accounts';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { assertUser } from './policy';
import { findProfile } from './store/users';

/** What Quad keeps of the actor, and what of it others may find. */
export async function showProfile(node: Node, { actor }: { actor: Actor }): Promise<WireProfile> {
  assertUser(actor);
  const { username: id, name, administrator } = actor;
  return { id, name, administrator, ...(await findProfile(node.db, actor.userId)) };
}
