import type { WireRoomBot } from '@/protocol/bots';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { notInConversation } from '@/server/conversations/policy';
import { findOpenMemberships } from '@/server/conversations/store/memberships';
import { findRoomBots } from './call-store';
import type { BotsContext } from './context';

/** Returns the bots that hear commands and mentions in a conversation of the actor. Throws `forbidden` outside it. */
export async function listRoomBots(
  app: Pick<BotsContext, 'db' | 'limits'>,
  { actor, conversationId }: { actor: Actor; conversationId: string },
): Promise<WireRoomBot[]> {
  assertUser(actor);
  app.limits.take('nearby', actor.userId);
  const member = await findOpenMemberships(app.db.pool, [{ userId: actor.userId, conversationId }]);
  if (member.size === 0) throw notInConversation();
  const bots = await findRoomBots(app.db.pool, conversationId);
  return bots.map(({ direct: _, ...bot }) => bot);
}
