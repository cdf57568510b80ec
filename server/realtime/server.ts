import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';
import { fail, isQuadError } from '@/protocol/errors';
import { type ClientEvent, type ClientToServer, clientEvents, type ServerToClient } from '@/protocol/events';
import { secret } from '@/protocol/fields';
import { errorBody } from '@/server/errors';
import { clientIpOf } from '@/server/http/client-ip';
import type { Upgrade } from '@/server/http/upgrade';
import { parse } from '@/server/parse';
import { createPendingConnections, type PendingConnections } from '@/server/pending-connections';
import { type Admission, createAdmission } from './admission';
import { sendKnownAlerts } from './alert-sockets';
import { type EngineSocket, engineSocketOf, limitBuffered, oneUnreadPoll, terminate } from './backpressure';
import { endSession } from './begin-session';
import type { RealtimeContext } from './context';
import { endBot, handlers } from './handlers';
import type { Socket, SocketData } from './live-sessions';
import { PING_INTERVAL_MS, PING_TIMEOUT_MS, startPings } from './pings';
import { createRequestQueue, type RequestQueue } from './request-queue';

/** A connection that sends neither new_client nor new_bot within this time is closed. */
const SILENCE_MS = 5_000;
/**
 * The maximum number of connections that have not begun a session: in total, and per IP address or, with a ticket, per
 * user.
 */
const MAX_PENDING_CONNECTIONS = 5_000;
const MAX_PENDING_CONNECTIONS_PER_KEY = 100;
/** A larger frame closes its connection; texts are far smaller. */
const MAX_FRAME_BYTES = 64 * 1024;

const handshake = z.object({ ticket: secret.optional() });

export interface RealtimeServer {
  /** Handles a request to upgrade to a WebSocket. */
  upgrade: Upgrade;
  /** Closes all connections, and resolves when their sessions are stored as ended. */
  close(): Promise<void>;
}

/**
 * Runs Socket.IO on the node's HTTP server: admits connections, parses and rate-limits every event, runs its handler,
 * and replies by acknowledgement. Nothing that a client sends causes an exception here. Tests replace `silenceMs`.
 */
export function createRealtime(
  app: RealtimeContext,
  http: HttpServer,
  { silenceMs = SILENCE_MS } = {},
): RealtimeServer {
  const leaving = new Set<Promise<void>>();
  const admission = createAdmission();
  const before = new Set(http.listeners('upgrade'));
  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    // Compression costs memory for each reply under way and applies to long polling only. A proxy can compress.
    httpCompression: false,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    connectTimeout: silenceMs * 2,
    // CORS does not protect WebSockets. A browser sends its origin, which must be this server's; programs send none.
    allowRequest: (request, allow) => {
      const { origin } = request.headers;
      allow(null, origin === undefined || origin === app.publicUrl);
    },
  });
  // Socket.IO would keep two sets for each socket, which nothing here uses: `sessions` knows who gets what.
  Object.assign(io.of('/').adapter, { addAll() {}, delAll() {} });

  // One place decides for the whole server which requests may upgrade to a WebSocket. Other listeners count connections.
  for (const listener of http.listeners('upgrade'))
    if (!before.has(listener)) http.off('upgrade', listener as () => void);
  // The property is protected in its types, but it is the only list of the connections.
  io.engine.use(oneUnreadPoll((io.engine as unknown as { clients: Record<string, EngineSocket> }).clients));
  io.engine.on('connection', limitBuffered);
  const stopPings = startPings(io.engine);

  // Counts every connection without a session from its first byte on, because a client may never send a ticket.
  const pending = createPendingConnections<EngineSocket>({
    max: MAX_PENDING_CONNECTIONS,
    maxPerKey: app.config.limits ? MAX_PENDING_CONNECTIONS_PER_KEY : MAX_PENDING_CONNECTIONS,
    end: terminate,
  });
  const clientIps = new WeakMap<EngineSocket, string>();
  const ipOf = (socket: Socket) => clientIps.get(engineSocketOf(socket)) as string;
  function release(this: EngineSocket): void {
    pending.release(this);
  }
  io.engine.on('connection', (engineSocket: EngineSocket & { request: IncomingMessage }) => {
    const ip = clientIpOf(engineSocket.request, app.config);
    clientIps.set(engineSocket, ip);
    pending.keep(engineSocket, ip);
    engineSocket.on('close', release);
  });

  io.use(async (socket, next) => {
    const engineSocket = engineSocketOf(socket);
    try {
      app.limits.take('anonymous', limitKeyOf(ipOf(socket)));
      const { ticket } = parse(handshake, socket.handshake.auth ?? {});
      // The connection has sent a credential, so it does not count as silent while it waits.
      if (ticket !== undefined) pending.release(engineSocket);
      const actor =
        ticket === undefined
          ? null
          : await admission.run('authenticate', () => app.commands.redeemTicket({ ticket }));
      if (actor && engineSocket.readyState === 'open') pending.keep(engineSocket, `user:${actor.userId}`);
      socket.data.connection = { state: 'silent', actor };
      next();
    } catch (error) {
      if (engineSocket.readyState === 'open') pending.keep(engineSocket, ipOf(socket));
      if (!isQuadError(error)) app.log.error({ err: error }, 'a handshake failed');
      const body = errorBody(error);
      next(Object.assign(new Error(body.error.message), { data: body }));
    }
  });

  io.on('connection', (socket) => {
    forgetHandshake(socket);
    const context = {
      admission,
      pending,
      ip: ipOf(socket),
      questions: createRequestQueue(engineSocketOf(socket)),
    };
    let silence: NodeJS.Timeout;
    const listen = () => {
      silence = setTimeout(() => {
        const { state } = socket.data.connection;
        // The client has sent an event, but may be refused and become silent again.
        if (state === 'beginning' || socket.data.queued) listen();
        else if (state === 'silent') socket.disconnect(true);
      }, silenceMs);
    };
    listen();
    socket.use((packet, next) => {
      // Sees every packet, whatever its name. No listener is registered with `socket.on` for an event of the protocol.
      void answer(app, context, socket, packet);
      next();
    });
    socket.on('disconnect', () => {
      clearTimeout(silence);
      const departure = leave(app, socket).finally(() => leaving.delete(departure));
      leaving.add(departure);
    });
    // The parser reports a bad frame here; Socket.IO closes the connection itself.
    socket.on('error', ignore);
  });
  return {
    upgrade: (request, socket, head) => io.engine.handleUpgrade(request, socket, head),
    async close() {
      stopPings();
      await io.close();
      await Promise.all(leaving);
    },
  };
}

async function answer(
  app: RealtimeContext,
  {
    admission,
    pending,
    ip,
    questions,
  }: {
    admission: Admission;
    pending: PendingConnections<EngineSocket>;
    ip: string;
    questions: RequestQueue;
  },
  socket: Socket,
  [event, ...args]: unknown[],
): Promise<void> {
  const last = args.at(-1);
  const ack = typeof last === 'function' ? (last as (body: unknown) => void) : undefined;
  const payload = typeof args[0] === 'function' ? undefined : args[0];
  const known = typeof event === 'string' && Object.hasOwn(clientEvents, event);
  const begins = event === 'new_client' || event === 'new_bot';
  try {
    app.limits.take('event', socket.id);
    // The connection has sent a credential, so it no longer counts as silent while it waits.
    if (begins) pending.release(engineSocketOf(socket));
    if (!known) throw fail('not_found', 'This event does not exist.');
    app.load.assertCapacity(clientEvents[event as ClientEvent].work);
    const say = () => questions.run(event, () => run(app, socket, event as ClientEvent, payload));
    const body = event === 'new_client' ? await inTurn(admission, socket, say) : await say();
    // A whole campus may share one IP address: only failed authentications use up its limit.
    if (begins) app.limits.giveBack('anonymous', limitKeyOf(ip));
    ack?.(body);
    const { connection } = socket.data;
    if (event === 'new_client' && connection.state === 'session') {
      app.sessions.begun(connection.session);
      void sendKnownAlerts(app, connection.session);
    }
    app.metrics.events.inc({ event, outcome: 'ok' });
  } catch (error) {
    if (!isQuadError(error))
      app.log.error({ err: error, event: known ? event : 'unknown' }, 'an event failed');
    const body = errorBody(error);
    if (begins && socket.data.connection.state === 'silent' && socket.connected)
      pending.keep(engineSocketOf(socket), ip);
    ack?.(body);
    app.metrics.events.inc({ event: known ? (event as string) : 'unknown', outcome: body.error.code });
  }
}

async function inTurn<T>(admission: Admission, socket: Socket, work: () => Promise<T>): Promise<T> {
  socket.data.queued = true;
  try {
    return await admission.run('begin', async () => {
      // A client that has left meanwhile takes no time from the others.
      if (!socket.connected) throw fail('unavailable', 'The connection is closed.', { retryAfter: 1 });
      return work();
    });
  } finally {
    socket.data.queued = false;
  }
}

const limitKeyOf = (ip: string) => `socket:${ip}`;

/** Lets go of the request of the handshake and of its headers, which are more than the rest of an idle session. */
function forgetHandshake(socket: Socket): void {
  engineSocketOf(socket).request = undefined;
  Object.assign(socket, { handshake: undefined });
}

function ignore(): void {}

async function run<E extends ClientEvent>(app: RealtimeContext, socket: Socket, event: E, payload: unknown) {
  const input = parse(clientEvents[event].payload, payload ?? {});
  return handlers[event](app, socket, input as Parameters<(typeof handlers)[E]>[2]);
}

async function leave(app: RealtimeContext, socket: Socket): Promise<void> {
  const { connection } = socket.data;
  if (connection.state === 'session') await endSession(app, connection.session);
  if (connection.state === 'bot') await endBot(app, socket, connection.actor.botId);
}
