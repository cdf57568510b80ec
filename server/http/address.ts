import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import type { Config } from '@/server/config';

/** Where the caller travels inside the process: Next's routes see headers only. */
const HEADER = 'x-quad-address';

/**
 * Whom the limits by address count a request to: an IPv4 address, or the /64 network of an IPv6 address (one
 * subscriber has at least that many). Never throws; `unknown` for what has no address any more.
 */
export function callerOf(request: IncomingMessage, config: Pick<Config, 'trustProxy'>): string {
  // Our own proxy appends the address it saw; everything before that the client may have made up.
  const forwarded = config.trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
    : undefined;
  return networkOf(forwarded ?? '') ?? networkOf(request.socket.remoteAddress ?? '') ?? 'unknown';
}

/** Notes who calls, for Next's routes; whatever the client said there is dropped. */
export function stampAddress(request: IncomingMessage, config: Pick<Config, 'trustProxy'>): void {
  request.headers[HEADER] = callerOf(request, config);
}

/** The caller, as `stampAddress` noted it. */
export function addressOf(request: Request): string {
  return request.headers.get(HEADER) ?? 'unknown';
}

/**
 * The network that an address is of, in one spelling: `192.0.2.1`, or `2001:db8:0:1::/64`. Takes an address with or
 * without brackets, port and zone (`[fe80::1%eth0]:443`), and IPv4 inside IPv6 (`::ffff:192.0.2.1`) as IPv4.
 * Null when it is no address.
 */
export function networkOf(text: string): string | null {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(bare) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(bare) ?? [];
  const address = (bracketed ?? beforePort ?? bare).replace(/%.*$/, '');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return null;
  const groups = groupsOf(address);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of a valid IPv6 address (RFC 4291 2.2). */
function groupsOf(address: string): number[] {
  // The parser of addresses writes a trailing IPv4 in hexadecimal, too.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const first = numbers(head);
  if (tail === undefined) return first;
  const last = numbers(tail);
  return [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
}
