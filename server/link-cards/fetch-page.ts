import type { IncomingMessage } from 'node:http';
import { createRequestPublic, type PublicOptions } from './request-public';

/** A page of the web. */
interface Page {
  /** Where it was found, after redirects. */
  url: URL;
  html: string;
}

/** Returns the page of a URL; null when it may not be requested, or is not a page. Never rejects. */
export type FetchPage = (url: string) => Promise<Page | null>;

/** Milliseconds for everything, with all redirects. */
const TIMEOUT_MS = 5_000;
/** What a page says about itself is at its beginning. */
const MAX_BYTES = 256 * 1024;
const PAGE_TYPE = /^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i;
const HEADERS = {
  'User-Agent': 'Quad link card',
  Accept: 'text/html,application/xhtml+xml',
  'Accept-Encoding': 'identity',
};

/**
 * Creates the function that requests pages of others, whose URLs users choose, by the rules of `createRequestPublic`.
 * Reads no compressed body.
 */
export function createFetchPage(options: PublicOptions & { timeoutMs?: number }): FetchPage {
  const requestPublic = createRequestPublic(options);
  return async (text) => {
    const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    try {
      const answer = await requestPublic(text, { headers: HEADERS, signal });
      if (!answer) return null;
      const { url, response } = answer;
      if (response.statusCode === 200 && isReadable(response)) return { url, html: await readHtml(response) };
      response.destroy();
    } catch {
      // The host does not exist, does not answer, or breaks off: there is no card.
    }
    return null;
  };
}

function isReadable({ headers }: IncomingMessage): boolean {
  const encoding = headers['content-encoding'] ?? 'identity';
  return PAGE_TYPE.test(headers['content-type'] ?? '') && encoding === 'identity';
}

/** Reads a body up to `MAX_BYTES`, and ends the connection then. */
async function readHtml(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BYTES) break;
  }
  response.destroy();
  const body = Buffer.concat(chunks).subarray(0, MAX_BYTES);
  const named = /charset\s*=\s*["']?([\w-]+)/i;
  const charset =
    named.exec(response.headers['content-type'] ?? '')?.[1] ??
    named.exec(body.subarray(0, 1024).toString('latin1'))?.[1];
  return decoderFor(charset).decode(body);
}

function decoderFor(charset = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
