import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { RequestPublic } from '@/server/link-cards/request-public';

const TIMEOUT_MS = 10_000;

/** A document of another host; `bytes` is null when it has not changed since the ETag that was sent. */
export interface FetchedDocument {
  bytes: Uint8Array | null;
  mediaType: string;
  etag: string | null;
}

/** Returns the document of a URL; null when it may not be requested, is too large, or is not answered. Never rejects. */
export type FetchDocument = (
  url: string,
  options: { maxBytes: number; etag?: string | null },
) => Promise<FetchedDocument | null>;

/** Creates the function that requests feeds and messages, from hosts of the public internet only. */
export function createFetchDocument(requestPublic: RequestPublic): FetchDocument {
  return async (url, { maxBytes, etag = null }) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const answer = await requestPublic(url, {
        signal,
        headers: {
          'User-Agent': 'Quad CAP',
          Accept: 'application/cap+xml, application/atom+xml, application/xml, text/xml',
          'Accept-Encoding': 'identity',
          ...(etag !== null && { 'If-None-Match': etag }),
        },
      });
      if (!answer) return null;
      const { response } = answer;
      const found = {
        mediaType: response.headers['content-type'] ?? '',
        etag: response.headers.etag ?? null,
      };
      if (response.statusCode === 304) {
        response.destroy();
        return { ...found, bytes: null, etag };
      }
      if (response.statusCode === 200) return { ...found, bytes: await readWhole(response, maxBytes) };
      response.destroy();
    } catch {
      // The host does not exist, does not answer, breaks off, or sends too much.
    }
    return null;
  };
}

/** Reads a body. Rejects, and ends the connection, when it is larger than `maxBytes` or compressed. */
async function readWhole(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) response.destroy(new Error('The document is too large.'));
  });
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity')
    response.destroy(new Error('The document is compressed.'));
  return buffer(response);
}
