import type { FileProblem } from '@/clients/attachments/chosen-files';

/** A file as it is sent: of a photo the size in pixels. */
interface Prepared {
  file: Blob;
  name: string;
  photo?: { width: number; height: number };
}

/** The longest side of a sent photo in pixels: the server shows no larger one. */
const MAX_SIDE = 1_600;
const QUALITY = 0.85;
/** Files that the server refuses, by their types or the ends of their names. */
const REFUSED =
  /^(?:image\/svg|video\/)|\.(?:svgz?|mp4|m4v|mov|3gp|avi|mkv|webm|flv|wmv|asf|ogv|mpe?g|m2ts|mts)$/i;
const IMAGE = /^image\/|\.(?:jpe?g|png|webp|gif|avif|hei[cf])$/i;
const HEIC = /^image\/hei[cf]|\.hei[cf]$/i;

/**
 * Returns a chosen file as it is sent, or why it cannot be sent. A photo is made small enough to be shown and loses its
 * metadata, also where it was taken, before it leaves the device. `maxBytes` is the largest file that the server takes.
 */
export async function prepareFile(file: File, maxBytes: number): Promise<Prepared | FileProblem> {
  const is = (kind: RegExp) => kind.test(file.type) || kind.test(file.name);
  if (file.size === 0) return 'empty';
  if (is(REFUSED)) return 'unsupported';
  if (!is(IMAGE)) return file.size > maxBytes ? 'tooLarge' : { file, name: file.name };
  try {
    return await shrink(file);
  } catch {
    return is(HEIC) ? 'heic' : 'unsupported';
  }
}

/** Draws an image anew, upright. Throws when the browser cannot read it. */
async function shrink(file: File): Promise<Prepared> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const { width, height } = fitted(image);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser cannot draw it');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  image.close();
  // A JPEG shows no transparency, and every browser makes one; where WebP is not made, the result is a PNG.
  const type = /jpe?g|hei[cf]/i.test(file.type) ? 'image/jpeg' : 'image/webp';
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  if (!blob) throw new Error('the browser cannot write it');
  return { file: blob, name: 'photo', photo: { width, height } };
}

/** Returns the size of an image whose longer side is at most `MAX_SIDE`. */
export function fitted({ width, height }: { width: number; height: number }): {
  width: number;
  height: number;
} {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
