import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PeopleContext } from './context';
import { findPhoto } from './store';

/** Returns a photo that the actor may see, by its id or by its user's name. Throws `not_found`. */
export async function showPhoto(
  app: PeopleContext,
  { actor, ...photo }: { actor: Actor; size: 'small' | 'large' } & ({ id: string } | { username: string }),
): Promise<{ type: string; data: Uint8Array }> {
  assertUser(actor);
  const found = await findPhoto(app.db, actor, photo);
  if (!found || !(found.visible || app.registry.seenBy(actor.userId, found.userId)))
    throw fail('not_found', 'There is no such photo.');
  return { type: found.type, data: found.data };
}
