import type { WireDraft } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { notInConversation } from './policy';
import { storeDraft } from './store/drafts';

/**
 * Stores what the actor is writing in a conversation, for the actor's devices, unless a newer draft is stored. `at` is
 * when it was written, in milliseconds since 1970; a time in the future counts as now. Returns the newest draft. Takes
 * no lock of the conversation. Throws `forbidden` and `rate_limited`.
 */
export async function saveDraft(
  app: ConversationsContext,
  {
    actor,
    conversationId,
    text,
    replyTo,
    at,
  }: { actor: Actor; conversationId: string; text: string; replyTo?: number | undefined; at: number },
): Promise<WireDraft> {
  assertUser(actor);
  app.limits.take('draft', actor.userId);
  const draft: WireDraft = {
    text,
    ...(replyTo !== undefined && { replyTo }),
    at: new Date(Math.min(at, Date.now())).toISOString(),
  };
  const stored = await storeDraft(app.db.pool, { userId: actor.userId, conversationId, draft });
  if (!stored) throw notInConversation();
  app.relay.publish(stored.outbox);
  return stored.draft;
}
