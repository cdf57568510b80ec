import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The maximum number of bytes buffered for a client. Above it the session lags and must read the log, and no further
 * page is read.
 */
export const MAX_BUFFERED_BYTES = 64 * 1024;
/**
 * The maximum number of bytes (replies and refusals) added while more than `MAX_BUFFERED_BYTES` are buffered. Beyond
 * it the connection is closed.
 */
const MAX_OVERFLOW_BYTES = 512 * 1024;
/** The assumed overhead of a packet. */
const PACKET_BYTES = 100;
/** After this a closed connection whose client did not close it is dropped with its buffer. */
const LINGER_MS = 2_000;

/** The parts of an engine.io 6 connection that show how much is buffered. Most of them are not documented. */
export interface EngineSocket extends EventEmitter {
  readyState: string;
  /** The request of the handshake, until Socket.IO has connected. */
  request: IncomingMessage | undefined;
  /** Packets that the transport has not received yet. */
  writeBuffer: { data?: unknown }[];
  transport: EventEmitter & {
    /** The socket of ws 8; a polling transport has none. */
    socket?: { bufferedAmount: number; terminate(): void };
  };
  close(discard?: boolean): void;
}

/** Returns the engine.io connection of a Socket.IO socket. */
export function engineSocketOf({ conn }: { conn: object }): EngineSocket {
  return conn as EngineSocket;
}

/**
 * Returns the bytes buffered for the client in engine.io, in ws and in the process's socket, without the operating
 * system's buffers.
 */
export function bufferedBytes({
  writeBuffer,
  transport,
}: Pick<EngineSocket, 'writeBuffer' | 'transport'>): number {
  return writeBuffer.reduce((sum, { data }) => sum + sizeOf(data), transport.socket?.bufferedAmount ?? 0);
}

/**
 * Calls `onDrained`, now or later, when at most `MAX_BUFFERED_BYTES` bytes are buffered. Returns a function that
 * cancels the call.
 */
export function onceDrained(engineSocket: EngineSocket, onDrained: () => void): () => void {
  let forget = () => {};
  const look = () => {
    forget();
    if (bufferedBytes(engineSocket) <= MAX_BUFFERED_BYTES) return onDrained();
    // The transport's event is needed: the connection's own `drain` only says that the transport received the packets.
    const { transport } = engineSocket;
    transport.once('drain', look);
    engineSocket.once('upgrade', look);
    forget = () => {
      transport.off('drain', look);
      engineSocket.off('upgrade', look);
    };
  };
  look();
  return () => forget();
}

/**
 * Limits the unread data of a client: events, replies, refusals and Socket.IO's own packets. Closes the connection of a
 * client that causes more data and reads nothing.
 */
export function limitBuffered(engineSocket: EngineSocket): void {
  // All connections share these functions: a closure for each would cost as much memory as the session itself.
  engineSocket.on('packetCreate', addToOverflow);
  engineSocket.on('close', dropAfterClose);
}

/** The bytes added to connections since more than `MAX_BUFFERED_BYTES` are buffered. */
const overflows = new WeakMap<EngineSocket, number>();

function addToOverflow(this: EngineSocket, { data }: { data?: unknown }): void {
  if (bufferedBytes(this) <= MAX_BUFFERED_BYTES) {
    overflows.delete(this);
    return;
  }
  const overflow = (overflows.get(this) ?? 0) + sizeOf(data) + PACKET_BYTES;
  overflows.set(this, overflow);
  if (overflow > MAX_OVERFLOW_BYTES) terminate(this);
}

function dropAfterClose(this: EngineSocket): void {
  const { socket } = this.transport;
  if (socket) setTimeout(() => socket.terminate(), LINGER_MS).unref();
}

/** Closes the connection and frees its buffer at once. */
export function terminate(engineSocket: EngineSocket): void {
  engineSocket.close(true);
  engineSocket.transport.socket?.terminate();
}

/**
 * Returns engine.io middleware for long polling, where each response has a connection of its own. A client that polls
 * again before it has read the last response loses its session.
 */
export function oneUnreadPoll(engineSockets: Record<string, EngineSocket | undefined>) {
  const polls = new WeakMap<EngineSocket, ServerResponse>();
  return (
    request: IncomingMessage & { _query?: Record<string, string> },
    response: ServerResponse,
    next: () => void,
  ): void => {
    const { sid = '', transport } = request._query ?? {};
    const engineSocket = Object.hasOwn(engineSockets, sid) ? engineSockets[sid] : undefined;
    if (engineSocket && transport === 'polling' && request.method === 'GET') {
      const last = polls.get(engineSocket);
      if (last?.writableEnded && !last.writableFinished && !last.destroyed) {
        last.destroy();
        terminate(engineSocket);
      }
      polls.set(engineSocket, response);
    }
    next();
  };
}

function sizeOf(data: unknown): number {
  return typeof data === 'string' ? data.length : 0;
}
