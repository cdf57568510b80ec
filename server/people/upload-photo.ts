import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { PeopleContext } from './context';
import { makePictures } from './pictures';
import { storePhoto } from './store';

/**
 * Replaces the actor's photo and returns its id. Later sign-ins keep it. Throws `bad_request` for an image that cannot
 * be read, `forbidden` for a guest, who can be anybody, and `rate_limited`.
 */
export async function uploadPhoto(
  app: PeopleContext,
  { actor, image }: { actor: Actor; image: Uint8Array },
): Promise<{ photo: string }> {
  assertUser(actor);
  if (actor.guest) throw fail('forbidden', 'A guest has no photo. Sign in with an account.');
  app.limits.take('photo', actor.userId);
  const pictures = await makePictures(image);
  return { photo: await storePhoto(app.db, actor.userId, pictures, { chosen: true, digest: null }) };
}
