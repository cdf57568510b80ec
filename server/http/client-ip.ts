import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import type { Config } from '@/server/config';

/** The header that carries the client's IP address inside the process: Next's routes see headers only. */
const HEADER = 'x-quad-client-ip';

/**
 * Returns the client's IP address, as the limits count it: an IPv4 address, or the /64 network of an IPv6
 * address (one subscriber has at least a /64). Returns `unknown` when the connection has no IP address any more. Never
 * throws.
 */
export function clientIpOf(request: IncomingMessage, config: Pick<Config, 'trustProxy'>): string {
  // Our own proxy appends the IP address that it saw; the client may have invented everything before that.
  const forwarded = config.trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
    : undefined;
  return networkOf(forwarded ?? '') ?? networkOf(request.socket.remoteAddress ?? '') ?? 'unknown';
}

/** Stores the client's IP address in a header for Next's routes. Replaces whatever the client sent in that header. */
export function stampClientIp(request: IncomingMessage, config: Pick<Config, 'trustProxy'>): void {
  request.headers[HEADER] = clientIpOf(request, config);
}

/** Returns the client's IP address, as `stampClientIp` stored it. */
export function stampedClientIp(request: Request): string {
  return request.headers.get(HEADER) ?? 'unknown';
}

/**
 * Returns the network of an address in one spelling: `192.0.2.1`, or `2001:db8:0:1::/64`. Accepts an address with or
 * without brackets, port and zone (`[fe80::1%eth0]:443`), and treats IPv4 inside IPv6 (`::ffff:192.0.2.1`) as IPv4.
 * Returns null for a text that is not an address.
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

/** Returns the eight groups of a valid IPv6 address (RFC 4291 2.2). */
function groupsOf(address: string): number[] {
  // The URL parser also writes a trailing IPv4 part in hexadecimal.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const first = numbers(head);
  if (tail === undefined) return first;
  const last = numbers(tail);
  return [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
}
