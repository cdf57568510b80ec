import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import type { Reads } from './store/read-marks';

/**
 * Notes that a client of the actor has direct conversations up to given seqs; the other users get receipts, if both want
 * receipts. Ignores conversations of other kinds, and those that the actor is not in. Throws `forbidden`.
 */
export async function markDelivered(
  app: Pick<ConversationsContext, 'deliveredMarks'>,
  { actor, conversations }: { actor: Actor; conversations: Reads },
): Promise<void> {
  assertUser(actor);
  await app.deliveredMarks.advance({ userId: actor.userId, conversations });
}
