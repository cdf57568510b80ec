// A process of its own: images of strangers are decoded at a low priority, and neither their memory nor a crash of the
// decoder is the node's. Plain JavaScript, because it starts without the loader that reads TypeScript.
import { getPriority, setPriority } from 'node:os';
import sharp from 'sharp';

/**
 * The most pixels that an image may have: what phones take by default. A progressive JPEG of this size is decoded in
 * some 150 MB.
 */
const MAX_PIXELS = 25_000_000;
const MAX_SECONDS = 10;

// Below the node's own, whatever that is.
setPriority(Math.min(19, getPriority() + 10));
sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});

/**
 * Returns pictures of an image, turned upright, in WebP without metadata, and its average colour. The image is decoded
 * once, for the first and largest size.
 */
async function makePictures({ image, sizes: [first, ...smaller] }) {
  const read = () => sharp(image, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
  const upright = read().timeout({ seconds: MAX_SECONDS }).autoOrient();
  const { data, info } = await resized(upright, await read().metadata(), first)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const decoded = () => sharp(data, { raw: { width, height, channels } });
  const pictures = [await encoded(decoded())];
  for (const size of smaller) pictures.push(await encoded(resized(decoded(), info, size)));
  const pixel = await decoded().flatten({ background: '#ffffff' }).resize(1, 1).raw().toBuffer();
  // A grey image has one channel.
  const [red, green = red, blue = red] = pixel;
  return { pictures, color: `#${Buffer.from([red, green, blue]).toString('hex')}` };
}

/** Resizes a picture of the given size, in any orientation, and never makes it larger. */
function resized(picture, { width, height }, { edge, square }) {
  const size = square ? Math.min(edge, width, height) : edge;
  return picture.resize({
    width: size,
    height: size,
    fit: square ? 'cover' : 'inside',
    withoutEnlargement: true,
  });
}

async function encoded(picture) {
  const { data, info } = await picture.webp({ quality: 80 }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Returns `interrupted` for an error that says nothing about the image, and null for a refusal of the image. */
function answerTo(error) {
  return /timeout: |out of memory/i.test(error?.message) ? 'interrupted' : null;
}

process.on('message', async (job) => {
  // The library's messages describe its own parts, so none is passed on.
  process.send?.(await makePictures(job).catch(answerTo));
});
process.on('disconnect', () => process.exit());
