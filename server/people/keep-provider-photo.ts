import type { PeopleContext } from './context';
import { digestOf, makePictures } from './pictures';
import { isNewPhoto, storePhoto } from './store';

/**
 * Stores a provider's photo of a user, unless it is the known one or the user chose another. Has no actor: a sign-in
 * calls it. Never throws: a photo that cannot be read or stored does not prevent the sign-in.
 */
export async function keepProviderPhoto(
  app: Pick<PeopleContext, 'db' | 'log'>,
  userId: string,
  image: Uint8Array,
): Promise<void> {
  try {
    const digest = digestOf(image);
    if (!(await isNewPhoto(app.db, userId, digest))) return;
    await storePhoto(app.db, userId, await makePictures(image, 'provider', userId), {
      chosen: false,
      digest,
    });
  } catch (err) {
    app.log.warn({ err }, "a provider's photo could not be stored");
  }
}
