import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, readJson } from './body';

const request = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request('http://quad.test/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);

describe('readJson', () => {
  it('[O2] reads JSON whatever its Content-Type says', async () => {
    expect(await readJson(request('{"a":1}', { 'Content-Type': 'text/html' }))).toEqual({ a: 1 });
  });

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['a form', 'id=x&token=y'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['a byte order mark in the middle', '{}\ufeff'],
  ])('refuses %s', async (_what, body) => {
    await expect(readJson(request(body))).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('never quotes the body', async () => {
    await expect(readJson(request('{"token":"secret"'))).rejects.not.toThrow(/secret/);
  });

  it('stops reading a body without a length once it is too large', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(8192).fill(32));
      },
    });
    await expect(readJson(request(endless))).rejects.toMatchObject({ code: 'too_large' });
    expect(pulled).toBeLessThan(MAX_BODY_BYTES / 8192 + 4);
  });

  it('survives deep nesting', async () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    await expect(readJson(request(deep))).resolves.toBeInstanceOf(Array);
  });

  it('reports a client that disconnects in the middle', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('aborted'));
      },
    });
    await expect(readJson(request(broken))).rejects.toMatchObject({ code: 'bad_request' });
  });
});
