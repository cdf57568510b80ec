import { expect, test } from 'vitest';
import { ConnectionLost, RequestRefused } from '@/clients/connection/request';
import { PART_BYTES, partsOf } from '@/protocol/attachments';
import type { WireAttachment } from '@/protocol/messages';
import { type Request, upload } from './upload';

const FILE: WireAttachment = { id: 'a', kind: 'file', name: 'notes.pdf', bytes: 0 };
const file = new Blob([new Uint8Array(2 * PART_BYTES + 10)]);

/** Returns the requests of a server that keeps the parts it is sent, and cuts the connection at request `cutAt`. */
function server({ cutAt = 0 } = {}) {
  const parts = new Map<number, number>();
  const asked: string[] = [];
  const request: Request = async ({ url, body, onSent }) => {
    asked.push(url);
    if (asked.length === cutAt) throw new ConnectionLost('cut');
    if (typeof body !== 'string') {
      parts.set(Number(url.split('/').at(-1)), body.size);
      onSent?.(body.size);
      return { missing: [] };
    }
    const { bytes } = JSON.parse(body) as { bytes: number };
    const missing = [...Array(partsOf(bytes)).keys()].filter((part) => !parts.has(part));
    return { id: 'a', missing, ...(missing.length === 0 && { attachment: FILE }) };
  };
  return { request, parts, asked };
}

const started = (progress: number[] = []) => ({
  key: 'upload-1',
  name: 'notes.pdf',
  file,
  signal: new AbortController().signal,
  onProgress: (part: number) => void progress.push(part),
});

test('[D3] a file is uploaded in parts, and its progress grows to the whole', async () => {
  const { request, parts } = server();
  const progress: number[] = [];
  expect(await upload(started(progress), request)).toEqual(FILE);
  expect([...parts]).toEqual([
    [0, PART_BYTES],
    [1, PART_BYTES],
    [2, 10],
  ]);
  expect(progress).toEqual([1 / 3, 2 / 3, 1]);
});

test('[D3] an upload that was cut sends only what the server lacks', async () => {
  const { request, asked } = server({ cutAt: 3 });
  await expect(upload(started(), request)).rejects.toThrow(ConnectionLost);
  const before = asked.length;
  expect(await upload(started(), request)).toEqual(FILE);
  expect(asked.slice(before)).toEqual([
    '/api/v1/attachments',
    '/api/v1/attachments/a/parts/1',
    '/api/v1/attachments/a/parts/2',
    '/api/v1/attachments',
  ]);
});

test('an upload that the server refuses, or never finishes, ends', async () => {
  const refusal = new RequestRefused({
    error: { code: 'unsupported_file', message: 'This kind is refused.', retryable: false },
  });
  await expect(upload(started(), () => Promise.reject(refusal))).rejects.toBe(refusal);
  const never: Request = async () => ({ id: 'a', missing: [] });
  await expect(upload(started(), never)).rejects.toThrow(ConnectionLost);
});
