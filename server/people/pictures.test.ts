import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { samplePhoto } from '@/server/dev-fenix/photo';
import { makePictures } from './pictures';

const PNG = Buffer.from(samplePhoto(120), 'base64');

/** Returns the sample PNG with another width and height in its header, whose checksum is then wrong. */
function withSize(width: number, height: number): Buffer {
  const image = Buffer.from(PNG);
  image.writeUInt32BE(width, 16);
  image.writeUInt32BE(height, 20);
  return image;
}

describe('[A40] a photo', () => {
  test('becomes two upright squares without metadata', async () => {
    const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: 'teal' } })
      .jpeg()
      .withExif({ IFD0: { Copyright: 'where I live' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { type, small, large } = await makePictures(photo, 'upload', 'user');
    expect(type).toBe('image/webp');
    for (const [data, edge] of [
      [small, 96],
      [large, 320],
    ] as const) {
      const { format, width, height, exif, orientation } = await sharp(data).metadata();
      expect([format, width, height, exif, orientation]).toEqual(['webp', edge, edge, undefined, undefined]);
    }
  });

  test('is not made larger', async () => {
    const { large } = await makePictures(PNG, 'upload', 'user');
    expect(await sharp(large).metadata()).toMatchObject({ width: 64, height: 64 });
  });

  test.each([
    ['no image', Buffer.from('<script>alert(1)</script>')],
    ['nothing', Buffer.alloc(0)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a GIF', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64')],
    ['a PNG that ends early', PNG.subarray(0, 60)],
    ['a PNG that says it has a billion pixels', withSize(40_000, 40_000)],
    ['compressed data behind the signature of a PNG', Buffer.concat([PNG.subarray(0, 8), deflateSync(PNG)])],
  ])('is refused when it is %s', async (_, image) => {
    await expect(makePictures(image, 'upload', 'user')).rejects.toMatchObject({ code: 'bad_request' });
  });
});
