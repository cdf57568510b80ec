import type { Actor } from '@/server/actor';
import type { AppServices } from '@/server/app';
import { fail } from '@/server/errors';
import { assertUser } from './policy';
import { endToken } from './store/tokens';

/**
 * Ends an API token of the actor's and cuts every socket that it opened, on every node. Doing it again changes
 * nothing. Throws `not_found` for what is no token of theirs.
 */
export async function revokeToken(
  app: AppServices,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  assertUser(actor);
  if (!(await endToken(app.db, actor.userId, id))) throw fail('not_found', 'You have no token with this id.');
  await app.sessions.revokeSockets({ credentialId: id, reason: 'revoked' });
}
