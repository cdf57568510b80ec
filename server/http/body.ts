import type { Readable } from 'node:stream';
import { fail } from '@/protocol/errors';

/**
 * The maximum size of a body in bytes: room for 1,000 ids and the longest message, and equal to a frame of the socket.
 */
export const MAX_BODY_BYTES = 64 * 1024;

/** A body that has not been read; `length` is the value of Content-Length, if there is one. */
export interface UnreadBody {
  stream: Readable;
  length: string | null | undefined;
}

/**
 * Returns the body as JSON, whatever its Content-Type says. Throws `too_large` past `limit` bytes (without keeping
 * the rest), and `bad_request` for a body that is empty, not UTF-8 or not JSON.
 */
export async function readJson(body: UnreadBody, limit?: number): Promise<unknown> {
  const bytes = await readBounded(body, limit);
  if (bytes.length === 0) throw fail('bad_request', 'The request has no body; send a JSON object.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fail('bad_request', 'The body is not UTF-8 text.');
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which may contain a token.
    throw fail('bad_request', 'The body is not JSON.');
  }
}

/** Returns a body of up to `limit` bytes. Throws `too_large`, and `bad_request` when the body ends early. */
export async function readBounded(
  { stream, length }: UnreadBody,
  limit = MAX_BODY_BYTES,
): Promise<Uint8Array> {
  const tooLarge = () => fail('too_large', `The body is larger than ${limit} bytes.`);
  if (Number(length) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // The answer is sent on the same connection, so it must not end with the reading.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      size += chunk.byteLength;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch {
    throw fail('bad_request', 'The body ended before it was complete.');
  }
  if (size <= limit) return Buffer.concat(chunks);
  // The next request of the connection follows the rest of this body.
  stream.resume();
  throw tooLarge();
}
