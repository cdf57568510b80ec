import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes that may wait for a client to take them before it is told to read the log, and before its next page is read. */
export const MAX_BUFFERED = 64 * 1024;
/** Bytes that may be added while more than `MAX_BUFFERED` wait (answers under way, and refusals). Then it is cut. */
const MAX_OVERFLOW = 512 * 1024;
/** What a packet costs beside its text. */
const PACKET_BYTES = 100;
/** A closed connection whose client does not close it as well is dropped after this, with what waits in it. */
const LINGER_MS = 2_000;

/** The parts of a connection of engine.io 6 that say how much waits in it. Most of them are not documented. */
export interface EngineSocket extends EventEmitter {
  readyState: string;
  /** Of the handshake. */
  request: IncomingMessage;
  /** Packets that the transport was not given yet. */
  writeBuffer: { data?: unknown }[];
  transport: EventEmitter & {
    /** Of ws 8; a polling transport has none. */
    socket?: { bufferedAmount: number; terminate(): void };
  };
  close(discard?: boolean): void;
}

export function engineSocketOf({ conn }: { conn: object }): EngineSocket {
  return conn as EngineSocket;
}

/** Bytes that wait for the client: in engine.io, in ws, and in the socket of the process. The system's own are not counted. */
export function bufferedBytes({
  writeBuffer,
  transport,
}: Pick<EngineSocket, 'writeBuffer' | 'transport'>): number {
  return writeBuffer.reduce((sum, { data }) => sum + sizeOf(data), transport.socket?.bufferedAmount ?? 0);
}

/** Calls back, now or later, once no more than `MAX_BUFFERED` waits. The answer takes the wish back. */
export function onceDrained(line: EngineSocket, taken: () => void): () => void {
  let forget = () => {};
  const look = () => {
    forget();
    if (bufferedBytes(line) <= MAX_BUFFERED) return taken();
    // Of the transport: the connection's own `drain` says only that the transport was given it.
    const { transport } = line;
    transport.once('drain', look);
    line.once('upgrade', look);
    forget = () => {
      transport.off('drain', look);
      line.off('upgrade', look);
    };
  };
  look();
  return () => forget();
}

/**
 * Holds what a client leaves unread within bounds, whatever it is: events, answers, refusals, Socket.IO's own packets.
 * A client that makes the server say more and takes nothing is cut.
 */
export function limitBuffered(line: EngineSocket): void {
  let beyond = 0;
  line.on('packetCreate', ({ data }: { data?: unknown }) => {
    beyond = bufferedBytes(line) > MAX_BUFFERED ? beyond + sizeOf(data) + PACKET_BYTES : 0;
    if (beyond > MAX_OVERFLOW) terminate(line);
  });
  line.once('close', () => {
    const { socket } = line.transport;
    if (socket) setTimeout(() => socket.terminate(), LINGER_MS).unref();
  });
}

/** Ends the connection, and frees what waits in it at once. */
export function terminate(line: EngineSocket): void {
  line.close(true);
  line.transport.socket?.terminate();
}

/**
 * For long polling, where each answer leaves by a connection of its own: who asks for the next one has to have taken the
 * last. Whoever has not loses the session. Middleware of engine.io.
 */
export function oneUnreadPoll(lines: Record<string, EngineSocket | undefined>) {
  const polls = new WeakMap<EngineSocket, ServerResponse>();
  return (
    request: IncomingMessage & { _query?: Record<string, string> },
    response: ServerResponse,
    next: () => void,
  ): void => {
    const { sid = '', transport } = request._query ?? {};
    const line = Object.hasOwn(lines, sid) ? lines[sid] : undefined;
    if (line && transport === 'polling' && request.method === 'GET') {
      const last = polls.get(line);
      if (last?.writableEnded && !last.writableFinished && !last.destroyed) {
        last.destroy();
        terminate(line);
      }
      polls.set(line, response);
    }
    next();
  };
}

function sizeOf(data: unknown): number {
  return typeof data === 'string' ? data.length : 0;
}
