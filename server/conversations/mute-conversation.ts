import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { changeConversation } from './change-conversation';
import { notYours } from './policy';
import { setMuted } from './store/read-marks';
import { readConversations } from './store/state';

/** Whether the actor wants to be told of what is new in a conversation, on all their devices. Throws `forbidden`. */
export async function muteConversation(
  app: AppServices,
  { actor, conversationId, muted }: { actor: Actor; conversationId: string; muted: boolean },
): Promise<WireConversation> {
  assertUser(actor);
  const { userId } = actor;
  return changeConversation(app, actor, conversationId, async (client) => {
    if ((await readConversations(client, userId, [conversationId])).length === 0) throw notYours();
    return (await setMuted(client, { userId, conversationId, muted })) ? [userId] : [];
  });
}
