import { fail } from '@/protocol/errors';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { findPhoto, type Photo } from './store/users';

/** Returns a user's photo, for any signed-in user. Throws `not_found`. */
export async function showPhoto(
  app: AccountsContext,
  { actor, username }: { actor: Actor; username: string },
): Promise<Photo> {
  assertUser(actor);
  const photo = await findPhoto(app.db, username);
  if (!photo) throw fail('not_found', 'This user has no photo.');
  return photo;
}
