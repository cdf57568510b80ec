import { fail } from '@/protocol/errors';
import { MAX_PINS } from '@/protocol/fields';
import type { WirePins } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import { lockPins, setPins } from '@/server/accounts/store/users';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { insertOutbox } from './store/outbox';
import { readConversations } from './store/views';

/**
 * Pins a conversation of the actor at a position (0 is the first; the end, or where it is pinned already, when
 * undefined), or unpins it. Delivers the new list to all devices of the actor. Throws `forbidden`, and `conflict` when
 * the maximum number is pinned.
 */
export async function pinConversation(
  app: ConversationsContext,
  {
    actor,
    conversationId,
    pinned,
    position,
  }: { actor: Actor; conversationId: string; pinned: boolean; position?: number | undefined },
): Promise<WirePins> {
  assertUser(actor);
  const { userId } = actor;
  const { pins, outbox } = await app.db.transaction(async (client) => {
    const before = await lockPins(client, userId);
    const views = await readConversations(client, userId, [...before, conversationId]);
    const known = new Set(views.map(({ id }) => id));
    if (!known.has(conversationId)) throw notInConversation();
    // Conversations that the user does not have any more are dropped here.
    const others = before.filter((id) => id !== conversationId && known.has(id));
    const index = before.indexOf(conversationId);
    const at = position ?? (index < 0 ? others.length : index);
    const after = pinned ? [...others.slice(0, at), conversationId, ...others.slice(at)] : others;
    if (after.length > MAX_PINS)
      throw fail('conflict', `You can pin ${MAX_PINS} conversations. Unpin one first.`, {
        field: 'conversation',
      });
    const pins = { version: await setPins(client, userId, after), conversations: after };
    const body = { type: 'pins' as const, pins };
    return { pins, outbox: await insertOutbox(client, [{ to: 'people', userIds: [userId], body }]) };
  });
  app.relay.publish(outbox);
  return pins;
}
