import { Resolver } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
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
 * Requests a URL: with a `body` by POST, and then a redirect is an answer like any other. Without one by GET, and the
 * answer is no redirect. The body of the answer is not read yet. Resolves to null when the URL, or one that it redirects
 * to, may not be requested. Rejects when there is no answer before the signal is aborted.
 */
export type RequestPublic = (
  url: string,
  options: { headers: Record<string, string>; signal: AbortSignal; body?: string },
) => Promise<PublicAnswer | null>;

/** How hosts are requested; tests replace everything but the rules. */
export interface PublicOptions extends UrlRules {
  /** Returns the IP addresses of a host. */
  resolve?: (host: string) => Promise<string[]>;
  isAllowed?: (address: string) => boolean;
  request?: typeof httpsRequest;
}

/** Which URLs may be requested as far as their text says. */
export interface UrlRules {
  /** The host of this installation, which is not requested. */
  ownHost: string;
  /** Hosts that the operator allows although they are not public: by http, too, and at any port and address. */
  allowedHosts?: ReadonlySet<string>;
}

/** Returns a URL if it may be requested as far as its text says; else null. */
export function requestableUrl(
  { ownHost, allowedHosts = new Set() }: UrlRules,
  text: string,
  base?: URL,
): URL | null {
  if (text.length > MAX_URL || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  const { protocol, username, password, port } = url;
  if (username || password) return null;
  const host = hostOf(url);
  if (allowedHosts.has(host)) return ['http:', 'https:'].includes(protocol) ? url : null;
  const isPublic =
    isIP(host) === 0
      ? host.includes('.') && !LOCAL_NAME.test(host) && host !== ownHost
      : isPublicAddress(host);
  return protocol === 'https:' && PORTS.includes(port) && isPublic ? url : null;
}

/**
 * Creates the function that requests URLs that others have chosen. Requests https only, from hosts of the public
 * internet: each host is resolved here, every one of its addresses is checked, and the connection is made to a checked
 * address, so that a second answer of the name server cannot lead elsewhere. Redirects are followed by the same rules.
 * Sends no cookie and no referrer.
 */
export function createRequestPublic(options: PublicOptions): RequestPublic {
  const { allowedHosts, resolve = resolveAll, isAllowed = isPublicAddress } = options;

  /** Returns an address of the host; null unless all of them are allowed. */
  async function addressOf(host: string): Promise<string | null> {
    const addresses = isIP(host) === 0 ? await resolve(host) : [host];
    return allowedHosts?.has(host) || addresses.every(isAllowed) ? (addresses[0] ?? null) : null;
  }

  function ask(
    url: URL,
    address: string,
    { headers, signal, body }: Parameters<RequestPublic>[1],
  ): Promise<IncomingMessage> {
    return new Promise((resolved, rejected) => {
      const request = options.request ?? (url.protocol === 'http:' ? httpRequest : httpsRequest);
      const sent = request(
        url,
        {
          method: body === undefined ? 'GET' : 'POST',
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
      sent.end(body);
    });
  }

  return async (text, given) => {
    const { signal } = given;
    let url = requestableUrl(options, text);
    for (let followed = 0; url && followed <= MAX_REDIRECTS; followed++) {
      const address = await within(signal, addressOf(hostOf(url)));
      if (address === null) return null;
      const response = await within(signal, ask(url, address, given));
      const { statusCode = 0, headers } = response;
      const isFollowed = [301, 302, 303, 307, 308].includes(statusCode) && given.body === undefined;
      if (!isFollowed) return { url, response };
      response.destroy();
      url = headers.location === undefined ? null : requestableUrl(options, headers.location, url);
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
