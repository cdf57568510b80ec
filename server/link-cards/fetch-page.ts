import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

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
/** Milliseconds for a question to the name server, before it is asked again. */
const QUESTION_MS = 1_500;
const MAX_REDIRECTS = 3;
/** What a page says about itself is at its beginning. */
const MAX_BYTES = 256 * 1024;
const MAX_URL = 2_048;
const PORTS = ['', '8443'];
/** Names that lead to this machine or network, or nowhere. */
const LOCAL_NAME =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|onion|test|invalid|example|home\.arpa)$/;
const PAGE_TYPE = /^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i;

/**
 * Creates the function that requests pages of others, whose URLs users choose. Requests https only, from hosts of the
 * public internet: each host is resolved here, every one of its addresses is checked, and the connection is made to a
 * checked address, so that a second answer of the name server cannot lead elsewhere. Redirects are followed by the same
 * rules. Sends no cookie and no referrer, and reads no compressed body.
 *
 * @param options.ownHost the host of this installation, which is not requested; tests replace the other parts.
 */
export function createFetchPage(options: {
  ownHost: string;
  /** Returns the IP addresses of a host. */
  resolve?: (host: string) => Promise<string[]>;
  isAllowed?: (address: string) => boolean;
  request?: typeof httpsRequest;
  timeoutMs?: number;
}): FetchPage {
  const {
    ownHost,
    resolve = resolveAll,
    isAllowed = isPublicAddress,
    request = httpsRequest,
    timeoutMs = TIMEOUT_MS,
  } = options;

  /** Returns the URL if it may be requested as far as its text says; else null. */
  function parse(text: string, base?: URL): URL | null {
    if (text.length > MAX_URL || !URL.canParse(text, base)) return null;
    const url = new URL(text, base);
    const { protocol, username, password, port } = url;
    const host = hostOf(url);
    const isName = isIP(host) === 0;
    const wrongName = isName && (!host.includes('.') || LOCAL_NAME.test(host) || host === ownHost);
    if (protocol !== 'https:' || username || password || !PORTS.includes(port) || wrongName) return null;
    return url;
  }

  /** Returns an address of the host; null unless all of them are allowed. */
  async function addressOf(host: string): Promise<string | null> {
    const addresses = isIP(host) === 0 ? await resolve(host) : [host];
    return addresses.every(isAllowed) ? (addresses[0] ?? null) : null;
  }

  function get(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolved, rejected) => {
      const sent = request(
        url,
        {
          // A connection of its own, to the checked address whatever is asked.
          agent: false,
          lookup: toAddress(address),
          headers: {
            'User-Agent': 'Quad link card',
            Accept: 'text/html,application/xhtml+xml',
            'Accept-Encoding': 'identity',
          },
          signal,
        },
        resolved,
      );
      sent.on('error', rejected);
      // After an answer this does nothing. A server that switches protocols gives none.
      sent.on('close', () => rejected(new Error('The server gave no answer.')));
      sent.end();
    });
  }

  return async (text) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      let url = parse(text);
      for (let redirects = 0; url && redirects <= MAX_REDIRECTS; redirects++) {
        const address = await within(signal, addressOf(hostOf(url)));
        if (address === null) return null;
        const response = await within(signal, get(url, address, signal));
        const { statusCode = 0, headers } = response;
        if (statusCode === 200 && isReadable(response)) return { url, html: await readHtml(response) };
        response.destroy();
        const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
        url = isRedirect && headers.location !== undefined ? parse(headers.location, url) : null;
      }
    } catch {
      // The host does not exist, does not answer, or breaks off: there is no card.
    }
    return null;
  };
}

/** Returns the host of a URL, an IPv6 address without brackets and a name without the dot at its end. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/**
 * Returns the addresses of a host, by questions to the name server. Not by `lookup`, which holds one of the few threads of
 * the process until the name server answers, and reads this machine's list of hosts. Throws when neither question is
 * answered.
 */
export async function resolveAll(
  host: string,
  resolver: Pick<Resolver, 'resolve4' | 'resolve6'> = new Resolver({ timeout: QUESTION_MS, tries: 2 }),
): Promise<string[]> {
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length === 0) throw new Error('The host has no address.');
  return addresses;
}

/** Returns a `lookup` that answers one address for every name. */
function toAddress(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, { all }, callback) =>
    all ? callback(null, [{ address, family }]) : callback(null, address, family);
}

/** Rejects when the signal is aborted first: a name server may not answer. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
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
