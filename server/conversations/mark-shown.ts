import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import type { Reads } from './store/read-marks';

/**
 * Notes that a visible page of the actor has shown conversations up to given seqs, so that the actor is not notified of
 * these messages. Ignores conversations that the actor does not have. Nobody is told. Throws `forbidden`.
 */
export async function markShown(
  app: Pick<ConversationsContext, 'shownMarks'>,
  { actor, conversations }: { actor: Actor; conversations: Reads },
): Promise<void> {
  assertUser(actor);
  await app.shownMarks.advance({ userId: actor.userId, conversations });
}
