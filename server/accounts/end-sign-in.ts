import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { fail } from '@/server/errors';
import { assertUser } from './policy';
import { endSignIn as end } from './store/sign-ins';

/**
 * Signs the actor out in one browser and cuts every socket that it opened, on every node. Doing it again changes
 * nothing. Throws `not_found` for what is no sign-in of theirs.
 */
export async function endSignIn(
  app: AppServices,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await end(app.db, actor.userId, id))) throw fail('not_found', 'You have no sign-in with this id.');
  await app.sessions.revokeSockets({ credentialId: id, reason: 'revoked' });
}
