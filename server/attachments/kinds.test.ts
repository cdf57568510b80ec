import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { kindOf } from './kinds';

const text = (content: string, encoding: BufferEncoding = 'utf8') => Buffer.from(content, encoding);
const picture = () => sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } });

describe('[I3] an upload is judged by its bytes', () => {
  test.each([
    ['a JPEG', 'plan.pdf', () => picture().jpeg().toBuffer()],
    ['a PNG', 'x', () => picture().png().toBuffer()],
    ['a WebP', 'x.svg.webp', () => picture().webp().toBuffer()],
    [
      'a JPEG that continues as a web page',
      'x.html',
      async () => Buffer.concat([await picture().jpeg().toBuffer(), text('<script>')]),
    ],
  ])('%s is a photo', async (_, name, made) => {
    expect(kindOf(await made(), name)).toBe('photo');
  });

  test.each([
    ['a text', 'notes.txt', text('Read chapter 4 until Monday.')],
    ['a web page, which is only ever saved', 'page.html', text('<!doctype html><title>svg</title>')],
    ['an archive whose name says JPEG', 'photo.jpg', text('PK\x03\x04')],
    ['a single byte', 'x', text('x')],
    ['a text that begins as a bitmap or a video does', 'x.txt', text('BMW, Opel and Fiat')],
    ['a text with the word of a box', 'x.txt', text('Get free coffee')],
    ['sound', 'x.ogg', text(`OggS${'\0'.repeat(24)}OpusHead`)],
  ])('%s is a file', (_, name, content) => {
    expect(kindOf(content, name)).toBe('file');
  });

  test.each([
    ['an SVG', 'x', text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [
      'an SVG after a declaration and a comment',
      'x.xml',
      text(`<?xml version="1.0"?><!--${' '.repeat(900)}-->\n<SVG\n>`),
    ],
    ['an SVG with a prefix', 'x', text('<s:svg xmlns:s="http://www.w3.org/2000/svg"/>')],
    ['an SVG in UTF-16', 'x', text('\ufeff<svg >', 'utf16le')],
    ['a compressed SVG', 'logo.SVGZ', text('\x1f\x8b', 'latin1')],
    ['a GIF', 'x', text('GIF89a')],
    ['a TIFF', 'x', text('II*\0')],
    ['a TIFF of the other byte order', 'x', text('MM\0*')],
    ['a HEIC', 'photo.jpg', text('\0\0\0\x18ftypheic')],
    ['an AVIF', 'x', text('\0\0\0\x1cftypavif')],
    ['a video', 'x', text('\0\0\0\x18ftypmp42')],
    ['an old QuickTime video', 'x', text('\0\0\0\x08wide')],
    ['a WebM video', 'x', text('\x1a\x45\xdf\xa3', 'latin1')],
    ['an AVI video', 'x', text('RIFF\0\0\0\0AVI LIST')],
    ['an MP4 that begins with an empty box', 'x', text('\0\0\0\x08free\0\0\0\x18ftypmp42')],
    ['an MP4 that begins with a box of its maker', 'x', text('\0\0\x01\0uuid')],
    ['a bitmap', 'x', text('BM\x36\0\x0c\0\0\0\0\0\x36')],
    ['a Flash video', 'x', text('FLV\x01\x05')],
    ['a Windows Media video', 'x', text('\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'latin1')],
    ['an Ogg video', 'x.ogg', text(`OggS${'\0'.repeat(24)}\x80theora`, 'latin1')],
    ['an MPEG program stream', 'x', text('\0\0\x01\xba', 'latin1')],
    ['an MPEG transport stream', 'x.ts', text(`G${'\xff'.repeat(187)}`.repeat(3), 'latin1')],
    ['a transport stream of a camera', 'x', text(`\0\0\0\0G${'\xff'.repeat(187)}`.repeat(3), 'latin1')],
    ['a raw photo', 'x.raf', text('FUJIFILMCCD-RAW')],
    ['a JPEG XL', 'x', text('\xff\x0a', 'latin1')],
  ])('%s is refused', (_, name, content) => {
    expect(() => kindOf(content, name)).toThrow(expect.objectContaining({ code: 'unsupported_file' }));
  });
});
