import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { fail, type QuadError } from '@/protocol/errors';
import { answerError } from './respond';

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;

const SOCKET_PATH = '/socket.io/';

/**
 * Headers that belong to the protocol that a client offers; dropped together with the offer (RFC 9110 7.8, RFC 7540
 * 3.2).
 */
const OFFER = new Set(['upgrade', 'http2-settings']);

/**
 * Handles every request for another protocol. Once a server listens for upgrades, Node leaves the answer to the
 * listener; a proxy takes a connection that ends without an answer for a node that is down.
 * @param realtime handles WebSockets of `/socket.io/`
 * @param pages handles WebSockets of `/_next/`; null without hot reload
 */
export function handleUpgrades(
  http: Server,
  { realtime, pages }: { realtime: Upgrade; pages: Upgrade | null },
): void {
  http.on('upgrade', (request, socket: Socket, head) => {
    const url = request.url ?? '';
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') serveAsHttp(http, request, socket, head);
    else if (url.startsWith(SOCKET_PATH)) realtime(request, socket, head);
    else if (pages && url.startsWith('/_next/')) pages(request, socket, head);
    else refuse(request, socket, fail('not_found', `WebSockets are accepted at ${SOCKET_PATH} only.`));
  });
  http.on('connect', (request, socket: Socket) => {
    refuse(request, socket, fail('method_not_allowed', 'Quad is not a proxy.'), { Allow: 'GET, HEAD, POST' });
  });
}

/**
 * Ignores the offer of another protocol, such as `h2c`: the server parses the same request again without the offer, and
 * then the rest of the connection.
 */
function serveAsHttp(http: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(at, at + 2);
    const forwarded = name.toLowerCase() === 'connection' ? withoutOffer(value) : value;
    if (!OFFER.has(name.toLowerCase()) && forwarded !== '') lines.push(`${name}: ${forwarded}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  http.emit('connection', socket);
}

function withoutOffer(connection: string): string {
  const options = connection.split(',').map((option) => option.trim());
  return options.filter((option) => !OFFER.has(option.toLowerCase())).join(', ');
}

function refuse(
  request: IncomingMessage,
  socket: Socket,
  error: QuadError,
  headers: Record<string, string> = {},
): void {
  // Node has removed its own listener: an error without a listener would end the process.
  socket.on('error', () => {});
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  answerError(request, response, error, headers);
}
