import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { App } from '@/server/app';
import type { Config } from '@/server/config';
import { fail } from '@/server/errors';
import type { Fenix } from '@/server/fenix/fenix';
import { createPendingConnections } from '@/server/pending-connections';
import { networkOf } from './address';
import { admit } from './admit';
import { handleOperations } from './operations';
import { isReadable } from './paths';
import { answer } from './plain';
import { handleUpgrades, type Upgrade } from './upgrade';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Milliseconds for the headers of a request, for all of it, and between looks at who is late. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const CHECK_MS = 5_000;
/** A connection on which nothing moves for so long is ended. */
const IDLE_MS = 60_000;
/** Connections that have not asked anything yet: in all, and from one address. */
const MOST_SILENT = 2_000;
const MOST_SILENT_OF_ONE = 200;
/** Requests of one connection that may wait for their answers to be taken; browsers and proxies have one. */
const MOST_PIPELINED = 8;

export interface Pages {
  handle: Handler;
  /** Development only: the connection over which pages reload. */
  upgrade: Upgrade | null;
}

/**
 * The node's one HTTP server, made before the rest of the node so that its port is known: `serve` says
 * who answers. Until then it answers 503.
 */
export function createHttp(config: Pick<Config, 'trustProxy' | 'limits'>): {
  http: Server;
  serve: (app: App, parts: { pages: Pages; fenix: Fenix | null; realtime: { upgrade: Upgrade } }) => void;
} {
  let handler: Handler = (request, response) =>
    answer(request, response, fail('unavailable', 'Quad is starting. Try again in a moment.'));
  const http = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS },
    (request, response) => {
      if (take(request, response)) void handler(request, response);
    },
  );
  const take = boundPipelines();
  // Whoever takes nothing of an answer and asks nothing; a WebSocket lifts it, and has its own heartbeat.
  http.setTimeout(IDLE_MS);
  boundSilent(http, config);
  return {
    http,
    serve(app, { pages, fenix, realtime }) {
      // Browsers keep to https for a year, also where somebody writes the address without it.
      const secure = app.publicUrl.startsWith('https:');
      handler = async (request, response) => {
        if (secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
        try {
          await route(app, pages, fenix, request, response);
        } catch (err) {
          app.log.error({ err }, 'a request failed');
          if (!response.headersSent) answer(request, response, err);
          else response.destroy();
        }
      };
      handleUpgrades(http, { realtime: realtime.upgrade, pages: pages.upgrade });
    },
  };
}

/** Ends a connection that asks on and takes no answers, each of which waits in memory. False when it did. */
function boundPipelines(): (request: IncomingMessage, response: ServerResponse) => boolean {
  const underWay = new WeakMap<Socket, number>();
  return ({ socket }, response) => {
    const count = (underWay.get(socket) ?? 0) + 1;
    underWay.set(socket, count);
    if (count > MOST_PIPELINED) {
      socket.destroy();
      return false;
    }
    response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    return true;
  };
}

/** Ends the oldest of the connections that ask nothing when there are too many. Behind a proxy all have one address. */
function boundSilent(http: Server, { trustProxy, limits }: Pick<Config, 'trustProxy' | 'limits'>): void {
  const silent = createPendingConnections<Socket>({
    most: MOST_SILENT,
    mostOfOne: trustProxy || !limits ? MOST_SILENT : MOST_SILENT_OF_ONE,
    end: (socket) => socket.destroy(),
  });
  http.on('connection', (socket: Socket) => {
    silent.keep(socket, networkOf(socket.remoteAddress ?? '') ?? 'unknown');
    socket.once('close', () => silent.release(socket));
  });
  const asked = ({ socket }: IncomingMessage) => silent.release(socket);
  http.on('request', asked);
  http.on('upgrade', asked);
}

async function route(
  app: App,
  pages: Pages,
  fenix: Fenix | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (!isReadable(url))
    return answer(request, response, fail('bad_request', 'The address is not a valid URL.'));
  if (await handleOperations(app, request, response)) return;
  if (fenix && (await fenix.handle(request, response))) return;
  const elsewhere = otherHost(app, request);
  if (elsewhere !== null) {
    response.writeHead(307, { Location: elsewhere }).end();
    return;
  }
  if (await admit(app, request, response)) await pages.handle(request, response);
}

/** In the demonstration, `localhost` is sent to the address that cookies and sign-in are bound to. */
function otherHost(app: App, request: IncomingMessage): string | null {
  if (!app.config.demonstration || request.method !== 'GET' || !request.headers.accept?.includes('text/html'))
    return null;
  const { host } = new URL(app.publicUrl);
  const asked = request.headers.host;
  return asked === undefined || asked === host || !asked.startsWith('localhost')
    ? null
    : app.publicUrl + (request.url ?? '/');
}
