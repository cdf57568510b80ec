import { fail } from '@/protocol/errors';
import { isImage } from '@/server/images/read-image';

/**
 * How files begin that are refused, because they can say where they were made and Quad cannot make them anew: other
 * images, raw photos and videos. By the offset of the words.
 */
const REFUSED: { at: number; words: string[] }[] = [
  // GIF, TIFF and most raw photos, raw photos of other makers, Photoshop, JPEG XL, JPEG 2000, Matroska and WebM.
  { at: 0, words: ['GIF8', 'II*\0', 'II+\0', 'MM\0*', 'MM\0+', 'IIRO', 'IIRS', 'IIU\0', 'FUJIFILM', '8BPS'] },
  { at: 0, words: ['\xff\x0a', '\0\0\0\x0cJXL ', '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51', '\x1a\x45\xdf\xa3'] },
  // Flash, Windows Media, MPEG program streams, MPEG video.
  { at: 0, words: ['FLV\x01', '\x30\x26\xb2\x75\x8e\x66\xcf\x11', '\0\0\x01\xba', '\0\0\x01\xb3'] },
  { at: 8, words: ['AVI '] },
];
/** The boxes with which HEIC, AVIF, MP4 and QuickTime begin, after a size: its first byte is none of a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: sizes are bytes
const BOX = /^[\0-\x08].{3}(?:ftyp|styp|moov|moof|mdat|wide|skip|free|uuid|pnot|sidx|emsg)/s;
/** Bitmaps: after the size of the file come four zeros. */
const BITMAP = /^BM.{4}\0{4}/s;
/** Ogg with a stream of pictures: Theora, VP8, Dirac or OGM. Ogg with sound alone is taken. */
const OGG_VIDEO = /^OggS.*(?:\x80theora|OVP80|BBCD\0|video\0{3})/s;
/** MPEG transport streams: packets of 188 bytes, which have 4 bytes before them in files of cameras. */
const TRANSPORT = /^G(?:.{187}G){2}|^.{4}G(?:.{191}G){2}/s;
/** Bytes that are looked at for the root of an SVG, after comments and declarations. */
const LOOKED_AT = 4096;
const SVG = /<(!doctype\s+|[a-z0-9]+:)?svg[\s>]/i;

/** What an upload becomes: a photo that is made anew, or a file that is stored as it is. */
type Kind = 'photo' | 'file';

/**
 * Returns the kind of a file by its first bytes, whatever its name says. Throws `unsupported_file` for kinds that Quad
 * does not take: SVG is a program, and other images and videos may contain where they were made.
 */
export function kindOf(beginning: Uint8Array, name: string): Kind {
  if (isImage(beginning)) return 'photo';
  const text = Buffer.from(beginning.subarray(0, LOOKED_AT)).toString('latin1');
  if (/\.svgz?$/i.test(name) || SVG.test(text.replaceAll('\0', ''))) throw unsupported();
  if (REFUSED.some(({ at, words }) => words.some((word) => text.startsWith(word, at)))) throw unsupported();
  if ([BOX, BITMAP, OGG_VIDEO, TRANSPORT].some((kind) => kind.test(text))) throw unsupported();
  return 'file';
}

/** Returns the error for a file of a kind that Quad does not take. */
export const unsupported = () =>
  fail(
    'unsupported_file',
    'Quad takes photos as JPEG, PNG or WebP of up to 25 megapixels, and files that are neither other images nor videos.',
  );
