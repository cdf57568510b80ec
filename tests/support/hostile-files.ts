import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A file that an attacker may upload, and what Quad does with it. */
interface HostileFile {
  what: string;
  name: string;
  data: Buffer;
  becomes: 'photo' | 'file' | 'unsupported_file';
}

/** What must not be left in a photo: markers of each kind of metadata, and what they say here. */
export const METADATA =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: signatures have them
  /Exif\0\0|http:\/\/ns\.adobe\.com|<x:xmpmeta|Photoshop 3\.0|8BIM|38\.7368|Lisbon dormitory|<script|<\?php|PK\x03\x04/;

const SCRIPT = '<script>alert(document.domain)</script>';
const SECRET = 'Lisbon dormitory 38.7368';

/** Returns a PNG of one row for a header of any size. */
function png(width: number, height: number, ...chunks: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((Math.min(width, 64) + 1) * Math.min(height, 64)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...chunks,
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Returns a JPEG with segments after its first marker. */
const withSegments = (jpeg: Buffer, ...segments: [marker: number, data: Buffer][]) =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    ...segments.flatMap(([marker, data]) => {
      const head = Buffer.from([0xff, marker, 0, 0]);
      head.writeUInt16BE(data.length + 2, 2);
      return [head, data];
    }),
    jpeg.subarray(2),
  ]);

/** Returns hostile files: lies about types, metadata of every kind, programs, bombs and broken images. */
export async function hostileFiles(): Promise<HostileFile[]> {
  const picture = () => sharp({ create: { width: 64, height: 48, channels: 3, background: '#1f7a6d' } });
  const exif = {
    IFD0: { Copyright: SECRET, ImageDescription: SCRIPT },
    IFD3: { GPSLatitude: '38/1 44/1 12/1', GPSLatitudeRef: 'N' },
  };
  const jpeg = await picture().jpeg().toBuffer();
  const located = {
    jpeg: await picture().withExif(exif).jpeg().toBuffer(),
    webp: await picture().withExif(exif).webp().toBuffer(),
    png: await picture().withExif(exif).png().toBuffer(),
  };
  const xmp = Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${SECRET}</x:xmpmeta>`, 'latin1');
  const iptc = Buffer.from(`Photoshop 3.0\x008BIM\x04\x04\0\0\0\x20${SECRET}`, 'latin1');
  const text = (content: string) => Buffer.from(content, 'latin1');
  const photos: [string, Buffer][] = [
    ['a JPEG with a position', located.jpeg],
    ['a WebP with a position', located.webp],
    ['a PNG with a position', located.png],
    ['a JPEG with XMP', withSegments(jpeg, [0xe1, xmp])],
    ['a JPEG with IPTC', withSegments(jpeg, [0xed, iptc])],
    ['a JPEG with a comment', withSegments(jpeg, [0xfe, text(SECRET + SCRIPT)])],
    [
      'a JPEG with everything twice',
      withSegments(jpeg, [0xe1, xmp], [0xed, iptc], [0xfe, text(SECRET)], [0xe1, xmp]),
    ],
    [
      'a PNG with texts',
      png(
        64,
        64,
        chunk('tEXt', text(`Comment\0${SECRET}${SCRIPT}`)),
        chunk('iTXt', text(`XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>${SECRET}`)),
      ),
    ],
    [
      'a PNG with a compressed text',
      png(
        64,
        64,
        chunk('zTXt', Buffer.concat([text('Raw profile type exif\0\0'), deflateSync(text(SECRET))])),
      ),
    ],
    ['a JPEG that continues as a web page', Buffer.concat([jpeg, text(SCRIPT)])],
    ['a JPEG that continues as an archive', Buffer.concat([jpeg, text('PK\x03\x04../../etc/passwd')])],
    ['a JPEG that continues as another one with a position', Buffer.concat([jpeg, located.jpeg])],
    ['a JPEG with a program in a comment', withSegments(jpeg, [0xfe, text('<?php system($_GET[0]); ?>')])],
    ['a WebP that continues as a program', Buffer.concat([await picture().webp().toBuffer(), text('<?php')])],
    [
      'a picture of one pixel',
      await sharp({ create: { width: 1, height: 1, channels: 4, background: '#0000' } })
        .png()
        .toBuffer(),
    ],
    ['a grey picture', await picture().greyscale().jpeg().toBuffer()],
    ['a CMYK picture', await picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['a picture turned by its metadata', await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ];
  const unsupported: [string, string, Buffer][] = [
    [
      'an SVG with a program',
      'x.svg',
      text(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`),
    ],
    ['an SVG that says it is a PNG', 'x.png', text(`<?xml version="1.0"?>\n<svg>${SCRIPT}</svg>`)],
    ['a PNG of 65,535² pixels', 'x.png', png(65_535, 65_535)],
    ['a PNG of 2³¹ pixels in a row', 'x.png', png(2 ** 31 - 1, 1)],
    ['a PNG of no pixels', 'x.png', png(0, 0)],
    ['a PNG whose rows end early', 'x.png', png(4_000, 4_000)],
    ['a JPEG that ends early', 'x.jpg', jpeg.subarray(0, 200)],
    ['a JPEG without an end', 'x.jpg', jpeg.subarray(0, jpeg.length - 40)],
    ['the start of a JPEG and a program', 'x.jpg', Buffer.concat([text('\xff\xd8\xff'), text(SCRIPT)])],
    [
      'the start of a PNG and compressed data',
      'x.png',
      Buffer.concat([png(8, 8).subarray(0, 8), deflateSync(Buffer.alloc(1e6))]),
    ],
    ['a WebP of nothing', 'x.webp', text('RIFF\x04\0\0\0WEBP')],
    ['a GIF', 'x.gif', text('GIF89a\x01\0\x01\0\0\0\0;')],
    ['a TIFF with a position', 'x.tif', await picture().withExif(exif).tiff().toBuffer()],
    ['an AVIF with a position', 'x.avif', await picture().withExif(exif).avif({ effort: 0 }).toBuffer()],
    ['a HEIC', 'IMG_0001.HEIC', text('\0\0\0\x18ftypheic\0\0\0\0')],
    ['a video', 'x.mp4', text('\0\0\0\x18ftypmp42\0\0\0\0')],
  ];
  const files: [string, string, Buffer][] = [
    ['a web page that says it is a JPEG', 'x.jpg', text(`<!doctype html>${SCRIPT}`)],
    ['a name that leads elsewhere', '../../../etc/cron.d/x', text('* * * * * root sh')],
    ['a name of another system that leads elsewhere', 'C:\\Windows\\..\\x.exe', text('MZ')],
    ['a name that reads backwards', 'photo\u202egpj.exe', text('MZ')],
    ['a name with lines and a header', 'x"\r\nSet-Cookie: a=b', text('x')],
    ['a name of dots', '..', text('x')],
    ['a very long name', `${'x'.repeat(900)}.pdf`, text('%PDF-1.7')],
    ['an archive bomb', 'x.zip', Buffer.concat([text('PK\x03\x04'), deflateSync(Buffer.alloc(4_000_000))])],
  ];
  return [
    ...photos.map(([what, data]) => ({ what, name: 'IMG_0001.jpg', data, becomes: 'photo' as const })),
    ...unsupported.map(([what, name, data]) => ({ what, name, data, becomes: 'unsupported_file' as const })),
    ...files.map(([what, name, data]) => ({ what, name, data, becomes: 'file' as const })),
  ];
}
