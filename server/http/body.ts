import { z } from 'zod';
import { fail } from '@/protocol/errors';
import { secret } from '@/protocol/fields';

/**
 * The maximum size of a body in bytes: room for 1,000 ids and the longest message, and equal to a frame of the socket.
 */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * Returns the body as JSON, whatever its Content-Type says. Throws `too_large` past 64 kB (without reading on), and
 * `bad_request` for a body that is empty, not UTF-8 or not JSON.
 */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBounded(request);
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

const shownToken = z.object({ token: secret });

/**
 * Returns the `token` in the body of a GET, which legacy clients may send and Next drops. Returns undefined
 * when no token is found, whatever the reason; the request then has no credential.
 */
export async function tokenInBody(request: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.byteLength;
      // The body is read to its end in any case, because the answer is sent on this connection.
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    }
    return shownToken.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).token;
  } catch {
    return undefined; // not JSON, no token, or the client disconnected
  }
}

/** Returns a body of up to 64 kB. Throws `too_large`, and `bad_request` when the body ends early. */
export async function readBounded(request: Request): Promise<Uint8Array> {
  const tooLarge = () => fail('too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw fail('bad_request', 'The body ended before it was complete.');
    });
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel().catch(() => undefined); // it only fails when the client has disconnected
      throw tooLarge();
    }
    chunks.push(value);
  }
}
