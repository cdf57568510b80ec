import type { IncomingMessage } from 'node:http';
import type { Config } from '@/server/config';

/** Where the caller's address travels inside the process: Next's routes see headers only. */
const HEADER = 'x-quad-address';

/** The address of whoever made a connection, for the limits of callers without a credential. */
export function peerAddress(request: IncomingMessage, config: Pick<Config, 'trustProxy'>): string {
  // Our own proxy appends the address it saw; everything before that the client may have made up.
  const forwarded = config.trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  return (forwarded || request.socket.remoteAddress || 'unknown').slice(0, 64);
}

/** Notes who calls, for Next's routes; whatever the client said there is dropped. */
export function stampAddress(request: IncomingMessage, config: Pick<Config, 'trustProxy'>): void {
  request.headers[HEADER] = peerAddress(request, config);
}

export function addressOf(request: Request): string {
  return request.headers.get(HEADER) ?? 'unknown';
}
