import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, readJson, type UnreadBody } from './body';

const body = (...chunks: (string | Uint8Array)[]): UnreadBody => ({
  stream: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
  length: undefined,
});

describe('readJson', () => {
  it('reads JSON that arrives in parts, even in the middle of a character', async () => {
    const [first, second] = [
      Buffer.from('{"a":"\u00e9"}').subarray(0, 7),
      Buffer.from('{"a":"\u00e9"}').subarray(7),
    ];
    expect(await readJson(body(first, second))).toEqual({ a: '\u00e9' });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a form', 'id=x&token=y'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['a byte order mark in the middle', '{}\ufeff'],
  ])('refuses %s', async (_what, content) => {
    await expect(readJson(body(content))).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('never quotes the body', async () => {
    await expect(readJson(body('{"token":"secret"'))).rejects.not.toThrow(/secret/);
  });

  it.each([
    ['without a length', undefined],
    ['with the wrong length', '5'],
  ])('refuses a body %s once it is too large, and reads the rest without keeping it', async (_, length) => {
    let read = 0;
    const stream = new Readable({
      read() {
        read += 1;
        this.push(read > 100 ? null : Buffer.alloc(8192, 32));
      },
    });
    await expect(readJson({ stream, length })).rejects.toMatchObject({ code: 'too_large' });
    expect(read).toBeLessThan(MAX_BODY_BYTES / 8192 + 4);
    await finished(stream);
    expect(read).toBe(101);
  });

  it('does not read a body whose length is too large', async () => {
    const stream = new Readable({ read: () => expect.unreachable() });
    const length = `${MAX_BODY_BYTES + 1}`;
    await expect(readJson({ stream, length })).rejects.toMatchObject({ code: 'too_large' });
    expect(stream.destroyed).toBe(false);
  });

  it('survives deep nesting', async () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    await expect(readJson(body(deep))).resolves.toBeInstanceOf(Array);
  });

  it.each(['before', 'while'])('reports a client that disconnects %s the body is read', async (when) => {
    const stream = new Readable({ read() {} });
    stream.on('error', () => {});
    stream.push('{');
    if (when === 'before') stream.destroy(new Error('aborted'));
    const reading = readJson({ stream, length: '2' });
    stream.destroy(new Error('aborted'));
    await expect(reading).rejects.toMatchObject({ code: 'bad_request' });
  });
});
