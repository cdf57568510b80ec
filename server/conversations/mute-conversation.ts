import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { changeOwnView } from './change-conversation';
import type { ConversationsContext } from './context';
import { setOwnMark } from './store/read-marks';

/** Mutes or unmutes a conversation on all the actor's devices. Throws `forbidden`. */
export async function muteConversation(
  app: ConversationsContext,
  { actor, conversationId, muted }: { actor: Actor; conversationId: string; muted: boolean },
): Promise<WireConversation> {
  assertUser(actor);
  const { userId } = actor;
  return changeOwnView(app, actor, conversationId, (client) =>
    setOwnMark(client, { userId, conversationId, mark: 'muted', on: muted }),
  );
}
