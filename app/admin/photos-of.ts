import { isQuadError } from '@/protocol/errors';
import { photoPath } from '@/protocol/photos';
import type { UserActor } from '@/server/actor';
import { getApp } from '@/server/app';

/** The URLs of photos by username. */
export type Photos = ReadonlyMap<string, string>;

/** The greatest number of photos that can be asked for at once. */
const PHOTOS = 100;

/** Returns the photos of the first people of a list, by username; none above the limit of requests for photos. */
export async function photosOf(actor: UserActor, usernames: readonly string[]): Promise<Photos> {
  const first = [...new Set(usernames)].slice(0, PHOTOS);
  if (first.length === 0) return new Map();
  const photos = await getApp()
    .commands.listPhotos({ actor, usernames: first })
    .catch((error) => {
      if (isQuadError(error) && error.code === 'rate_limited') return [];
      throw error;
    });
  return new Map(photos.map(({ id, photo }) => [id, photoPath(photo, 'small')]));
}
