import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { findConversations, isPublic } from './store/conversations';
import { findMembers, findOpenMemberships, readLeftWith } from './store/memberships';

export interface Named {
  id: string;
  name: string;
}

/**
 * Returns the members of the actor's conversation, or of a public channel, ordered by name. For a building's room: the
 * users in the building whom the actor may see, while the actor is there. For a group that the actor left: the other
 * members at that time. Throws `forbidden`.
 */
export async function listMembers(
  app: ConversationsContext,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<Named[]> {
  assertUser(actor);
  const shown = await unstoredMembers(app, actor.userId, conversationId);
  if (shown) return shown;
  const members = (await findMembers(app.db.pool, [conversationId])).get(conversationId) ?? [];
  return members.map(toNamed);
}

/**
 * Returns the members of a building's room, or those of a group when the user left it, ordered by name; null when the
 * members are those of the conversation now. Throws `forbidden` when the user may not list them.
 */
export async function unstoredMembers(
  app: ConversationsContext,
  userId: string,
  conversationId: string,
): Promise<Named[] | null> {
  const { pool } = app.db;
  const openMemberships = await findOpenMemberships(pool, [{ userId, conversationId }]);
  if (openMemberships.size === 0 && !(await isPublic(pool, conversationId))) {
    const leftWith = await readLeftWith(pool, userId, conversationId);
    if (!leftWith) throw notInConversation();
    return leftWith.map(toNamed);
  }
  const conversation = (await findConversations(pool, [conversationId])).get(conversationId);
  return conversation?.kind === 'building' ? membersOfRoom(app, userId, conversationId) : null;
}

const toNamed = ({ username, name }: { username: string; name: string }): Named => ({ id: username, name });

/** Returns the users whom presence shows in the building, because a room has no member list of its own [P14]. */
function membersOfRoom({ registry }: ConversationsContext, userId: string, roomId: string): Named[] {
  const own = registry.stateOf(userId);
  if (own?.room?.id !== roomId) throw notInConversation();
  return [own, ...registry.visibleInBuilding(userId)]
    .map(({ username, name }) => ({ id: username, name }))
    .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}
