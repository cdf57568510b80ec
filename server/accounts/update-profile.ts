import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { assertUser } from './policy';
import { setSearchable } from './store/users';

/** Says whether others may find the actor by search. */
export async function updateProfile(
  node: Node,
  { actor, searchable }: { actor: Actor; searchable: boolean },
): Promise<void> {
  assertUser(actor);
  await setSearchable(node.db, actor.userId, searchable);
}
