import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import path from 'node:path';
import { WORKER } from '@/bin/worker.mjs';
import { fail } from '@/protocol/errors';
import type { Config } from '@/server/config';
import type { DevFenix } from '@/server/dev-fenix/dev-fenix';
import { createPendingConnections } from '@/server/pending-connections';
import { networkOf } from './client-ip';
import { handleCompressedScript } from './compressed-scripts';
import type { HttpContext } from './context';
import { handleDocs } from './docs-route';
import { handleHook } from './hook-route';
import { handleMcp } from './mcp-route';
import { handleOperatorRoute } from './operator-routes';
import { isAuthPath, isReadable, isRestPath } from './paths';
import { prepareForNext } from './prepare-for-next';
import { answerError } from './respond';
import { handleRest } from './rest-router';
import { securityHeaders } from './security-headers';
import { handleUpgrades, type Upgrade } from './upgrade';
import { handleWorker } from './worker-script';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Limits in milliseconds: for receiving the headers of a request, and for receiving the whole request. Node checks them
 * every `CHECK_MS` milliseconds.
 */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const CHECK_MS = 5_000;
/** Milliseconds after which a connection without traffic is ended during a request. */
const IDLE_MS = 60_000;
/**
 * Milliseconds for which a connection is kept after an answer. More than the 60 s for which nginx and load balancers
 * keep theirs: a connection that the node ends first fails the request that is just being sent on it.
 */
const KEPT_MS = 65_000;
/** The maximum number of connections that have not sent a request yet: in total, and from one network. */
const MAX_SILENT_CONNECTIONS = 2_000;
const MAX_SILENT_CONNECTIONS_PER_NETWORK = 200;
/**
 * The maximum number of requests of one connection that are not completely answered. Browsers and proxies send one at a
 * time.
 */
const MAX_PIPELINED = 8;

export interface Pages {
  handle: Handler;
  /** In development, handles the connection that reloads pages; null otherwise. */
  upgrade: Upgrade | null;
  /** The folder of the build that the pages are served from; null in development. */
  folder: string | null;
}

/**
 * Creates the HTTP server of the node. It can listen before the application exists, which needs to know the port. It
 * answers 503 until `serve` is called.
 */
export function createHttp(config: Pick<Config, 'trustProxy' | 'limits'>): {
  http: Server;
  serve: (
    app: HttpContext,
    parts: { pages: Pages; fenix: DevFenix | null; realtime: { upgrade: Upgrade } },
  ) => void;
} {
  let handler: Handler = (request, response) =>
    answerError(request, response, fail('unavailable', 'Quad is starting. Try again in a moment.'));
  const http = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
      keepAliveTimeout: KEPT_MS,
    },
    (request, response) => {
      if (take(request, response)) void handler(request, response);
    },
  );
  const take = boundPipelines();
  // Ends a connection that neither reads an answer nor sends a request. A WebSocket lifts this timeout and has its own
  // heartbeat.
  http.setTimeout(IDLE_MS);
  boundSilent(http, config);
  return {
    http,
    serve(app, { pages, fenix, realtime }) {
      const headers = securityHeaders(app.config, app.publicUrl);
      handler = async (request, response) => {
        response.setHeaders(headers);
        try {
          await route(app, pages, fenix, request, response);
        } catch (err) {
          app.log.error({ err }, 'a request failed');
          if (!response.headersSent) answerError(request, response, err);
          else response.destroy();
        }
      };
      handleUpgrades(http, { realtime: realtime.upgrade, pages: pages.upgrade });
    },
  };
}

/**
 * Returns a function to call for each request. It closes the connection, and returns false, if the connection has more
 * than `MAX_PIPELINED` requests without a complete answer: each answer waits in memory for the client to read it.
 */
function boundPipelines(): (request: IncomingMessage, response: ServerResponse) => boolean {
  const underWay = new WeakMap<Socket, number>();
  return ({ socket }, response) => {
    const count = (underWay.get(socket) ?? 0) + 1;
    underWay.set(socket, count);
    if (count > MAX_PIPELINED) {
      socket.destroy();
      return false;
    }
    response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    return true;
  };
}

/**
 * Closes the oldest connections without a request if there are too many. Behind a proxy only the total is limited,
 * because all connections have the proxy's IP address.
 */
function boundSilent(http: Server, { trustProxy, limits }: Pick<Config, 'trustProxy' | 'limits'>): void {
  const silent = createPendingConnections<Socket>({
    max: MAX_SILENT_CONNECTIONS,
    maxPerKey: trustProxy || !limits ? MAX_SILENT_CONNECTIONS : MAX_SILENT_CONNECTIONS_PER_NETWORK,
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
  app: HttpContext,
  pages: Pages,
  fenix: DevFenix | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (!isReadable(url)) return answerError(request, response, fail('bad_request', 'The URL is not valid.'));
  if (await handleOperatorRoute(app, request, response)) return;
  if (await handleHook(app, request, response)) return;
  if (await handleDocs(app, request, response)) return;
  if (await handleMcp(app, request, response)) return;
  if (pages.folder !== null) {
    if (await handleWorker(path.join(pages.folder, WORKER), request, response)) return;
    if (await handleCompressedScript(pages.folder, request, response)) return;
  }
  if (fenix && (await fenix.handle(request, response))) return;
  const elsewhere = otherHost(app, request);
  if (elsewhere !== null) {
    response.writeHead(307, { Location: elsewhere }).end();
    return;
  }
  if (isAuthPath(url)) {
    if (prepareForNext(app, request, response)) await pages.handle(request, response);
  } else if (isRestPath(url)) await handleRest(app, request, response);
  else await pages.handle(request, response);
}

/**
 * Returns the URL that a demonstration redirects `localhost` to, because cookies and sign-in are bound to it; null
 * otherwise.
 */
function otherHost(app: HttpContext, request: IncomingMessage): string | null {
  if (!app.config.demonstration || request.method !== 'GET' || !request.headers.accept?.includes('text/html'))
    return null;
  const { host } = new URL(app.publicUrl);
  const asked = request.headers.host;
  return asked === undefined || asked === host || !asked.startsWith('localhost')
    ? null
    : app.publicUrl + (request.url ?? '/');
}
