import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { createQueue } from '@/server/queue';
import type { PeopleContext } from './context';
import { makePictures } from './pictures';
import { storePhoto } from './store';

/** At most eight uploads are received at once, because each takes up to 8 MB of memory. */
const reading = createQueue({
  width: 8,
  maxWaiting: 0,
  refuse: () =>
    fail('overloaded', 'Too many photos are being uploaded. Try again in a moment.', { retryAfter: 5 }),
});

/**
 * Replaces the actor's photo and returns its id. Later sign-ins keep it. Throws `bad_request` for an image that cannot
 * be read, `forbidden` for a guest, who can be anybody, `rate_limited`, and `overloaded`. `image` reads the upload; it is called after the checks.
 */
export async function uploadPhoto(
  app: PeopleContext,
  { actor, image }: { actor: Actor; image: () => Promise<Uint8Array> },
): Promise<{ photo: string }> {
  assertUser(actor);
  if (actor.guest) throw fail('forbidden', 'A guest has no photo. Sign in with an account.');
  app.limits.take('photo', actor.userId);
  const pictures = await makePictures(await reading.run(image), 'upload', actor.userId);
  return { photo: await storePhoto(app.db, actor.userId, pictures, { chosen: true, digest: null }) };
}
