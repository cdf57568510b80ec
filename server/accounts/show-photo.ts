import type { Actor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { Node } from '@/server/node';
import { assertUser } from './policy';
import { findPhoto, type Photo } from './store/users';

/** A user's photo, for anyone who is signed in. Throws `not_found`. */
export async function showPhoto(
  node: Node,
  { actor, username }: { actor: Actor; username: string },
): Promise<Photo> {
  assertUser(actor);
  const photo = await findPhoto(node.db, username);
  if (!photo) throw fail('not_found', 'There is no photo of that person.');
  return photo;
}
