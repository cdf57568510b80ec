import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { Node } from '@/server/node';
import { notYours } from './policy';
import { isPublic } from './store/conversations';
import { membersOf, openOf } from './store/memberships';

/** Who is in a conversation of the actor's, or in a public channel, in order of name. Throws `forbidden`. */
export async function listMembers(
  node: Node,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<{ id: string; name: string }[]> {
  assertUser(actor);
  const { pool } = node.db;
  const inside = await openOf(pool, [{ userId: actor.userId, conversationId }]);
  if (inside.size === 0 && !(await isPublic(pool, conversationId))) throw notYours();
  const members = (await membersOf(pool, [conversationId])).get(conversationId) ?? [];
  return members.map(({ username, name }) => ({ id: username, name }));
}
