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
    ['a raw photo', 'x.raf', text('FUJIFILMCCD-RAW')],
    ['a JPEG XL', 'x', text('\xff\x0a', 'latin1')],
  ])('%s is refused', (_, name, content) => {
    expect(() => kindOf(content, name)).toThrow(expect.objectContaining({ code: 'unsupported_file' }));
  });
});
