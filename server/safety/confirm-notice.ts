import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { SafetyContext } from './context';
import { confirm } from './store/notices';

/** Confirms a notice of the actor; does nothing for any other id. */
export async function confirmNotice(
  app: Pick<SafetyContext, 'db'>,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  await confirm(app.db, actor.userId, id);
}
