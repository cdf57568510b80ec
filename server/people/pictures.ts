import { createHash } from 'node:crypto';
import type Sharp from 'sharp';
import { fail } from '@/protocol/errors';
import { createQueue } from '@/server/queue';

/** Edges of the squares in pixels: twice what a list and a card show. */
const SMALL = 96;
const LARGE = 320;
/**
 * The most pixels that an image may have: what phones take by default. A progressive JPEG of this size is decoded in
 * some 150 MB.
 */
const MAX_PIXELS = 25_000_000;
const MAX_SECONDS = 10;

/** One image of each source at a time, because decoding one takes memory and a core. */
const oneAtATime = () =>
  createQueue({
    width: 1,
    maxWaiting: 20,
    refuse: () =>
      fail('overloaded', 'Too many photos are being read. Try again in a moment.', { retryAfter: 5 }),
  });
/** A sign-in waits for the provider's photo, so it does not wait behind uploads. */
const queues = { upload: oneAtATime(), provider: oneAtATime() };

/** A photo as it is stored: two squares, in WebP. */
export interface Pictures {
  type: string;
  small: Uint8Array;
  large: Uint8Array;
}

let library: Promise<typeof Sharp> | undefined;

/** Loads the library at the first image, with its readers of three formats only. */
async function load(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  });
  return sharp;
}

/**
 * Makes two squares of the middle of an image, turned upright, without its metadata. Throws `bad_request` for anything
 * but a JPEG, PNG or WebP of at most 25 megapixels, decided from its header, and `overloaded`.
 */
export async function makePictures(image: Uint8Array, source: keyof typeof queues): Promise<Pictures> {
  if (!isImage(image)) throw unreadable();
  return queues[source].run(async () => {
    library ??= load();
    const sharp = await library;
    const open = () => sharp(image, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
    try {
      const { width, height } = await open().metadata();
      const square = (edge: number) => {
        const size = Math.min(edge, width, height);
        return open()
          .timeout({ seconds: MAX_SECONDS })
          .autoOrient()
          .resize(size, size, { fit: 'cover' })
          .webp({ quality: 80 })
          .toBuffer();
      };
      return { type: 'image/webp', large: await square(LARGE), small: await square(SMALL) };
    } catch {
      // The library's messages describe its own parts.
      throw unreadable();
    }
  });
}

const unreadable = () =>
  fail(
    'bad_request',
    'This is no photo that Quad can read: send a JPEG, PNG or WebP of at most 25 megapixels.',
  );

/** Returns whether the data begins like a JPEG, a PNG or a WebP. */
function isImage(data: Uint8Array): boolean {
  const text = (from: number, to: number) => Buffer.from(data.subarray(from, to)).toString('latin1');
  return (
    text(0, 3) === '\xff\xd8\xff' ||
    text(0, 8) === '\x89PNG\r\n\x1a\n' ||
    (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP')
  );
}

/** Returns the digest by which a provider's photo is recognised. */
export const digestOf = (image: Uint8Array) => createHash('sha256').update(image).digest();
