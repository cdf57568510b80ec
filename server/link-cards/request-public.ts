import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

/** Milliseconds for a question to the name server, before it is asked again. */
const QUESTION_MS = 1_500;
const MAX_REDIRECTS = 3;
const MAX_URL = 2_048;
const PORTS = ['', '8443'];
/** Names that lead to this machine or network, or nowhere. */
const LOCAL_NAME =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|onion|test|invalid|example|home\.arpa)$/;

/** What a host of the public internet has answered. */
interface PublicAnswer {
  /** Where it was found, after redirects. */
  url: URL;
  response: IncomingMessage;
}

/**
 * Requests a URL. Resolves to an answer that is no redirect and whose body is not read yet; to null when the URL, or one
 * that it redirects to, may not be requested. Rejects when there is no answer before the signal is aborted.
 */
export type RequestPublic = (
  url: string,
  options: { headers: Record<string, string>; signal: AbortSignal },
) => Promise<PublicAnswer | null>;

/** How hosts are requested; tests replace everything but the host of this installation, which is not requested. */
export interface PublicOptions {
  ownHost: string;
  /** Returns the IP addresses of a host. */
  resolve?: (host: string) => Promise<string[]>;
  isAllowed?: (address: string) => boolean;
  request?: typeof httpsRequest;
}

/**
 * Creates the function that requests URLs that others have chosen. Requests https only, from hosts of the public
 * internet: each host is resolved here, every one of its addresses is checked, and the connection is made to a checked
 * address, so that a second answer of the name server cannot lead elsewhere. Redirects are followed by the same rules.
 * Sends no cookie and no referrer.
 */
export function createRequestPublic(options: PublicOptions): RequestPublic {
  const { ownHost, resolve = resolveAll, isAllowed = isPublicAddress, request = httpsRequest } = options;

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

  function get(
    url: URL,
    address: string,
    { headers, signal }: Parameters<RequestPublic>[1],
  ): Promise<IncomingMessage> {
    return new Promise((resolved, rejected) => {
      const sent = request(
        url,
        {
          // A connection of its own, to the checked address whatever is asked.
          agent: false,
          lookup: toAddress(address),
          headers,
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

  return async (text, given) => {
    const { signal } = given;
    let url = parse(text);
    for (let redirects = 0; url && redirects <= MAX_REDIRECTS; redirects++) {
      const address = await within(signal, addressOf(hostOf(url)));
      if (address === null) return null;
      const response = await within(signal, get(url, address, given));
      const { statusCode = 0, headers } = response;
      if (![301, 302, 303, 307, 308].includes(statusCode)) return { url, response };
      response.destroy();
      url = headers.location === undefined ? null : parse(headers.location, url);
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
