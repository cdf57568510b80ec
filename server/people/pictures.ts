import { createHash } from 'node:crypto';
import { fail } from '@/protocol/errors';
import { readImage } from '@/server/images/read-image';

/** Edges of the squares in pixels: twice what a list and a card show. */
const SMALL = 96;
const LARGE = 320;

/** A photo as it is stored: two squares, in WebP. */
export interface Pictures {
  type: string;
  small: Uint8Array;
  large: Uint8Array;
}

/**
 * Makes two squares of the middle of an image, turned upright, without its metadata. Throws `bad_request` for anything
 * but a JPEG, PNG or WebP of at most 25 megapixels, decided from its header, and `overloaded`.
 */
export async function makePictures(
  image: Uint8Array,
  source: 'upload' | 'provider',
  userId: string,
): Promise<Pictures> {
  const read = await readImage(async () => image, {
    sizes: [
      { edge: LARGE, square: true },
      { edge: SMALL, square: true },
    ],
    source,
    userId,
  });
  const [large, small] = read?.pictures ?? [];
  if (!large || !small)
    throw fail(
      'bad_request',
      'This is no photo that Quad can read: send a JPEG, PNG or WebP of at most 25 megapixels.',
    );
  return { type: 'image/webp', large: large.data, small: small.data };
}

/** Returns the digest by which a provider's photo is recognised. */
export const digestOf = (image: Uint8Array) => createHash('sha256').update(image).digest();
