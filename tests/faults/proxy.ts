import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as soon } from 'node:timers/promises';
import type { Random } from './random';

/** A fault of a connection. */
export type Weather =
  | { kind: 'fair' }
  | { kind: 'delay'; ms: number }
  /** Data is cut at random into pieces of at most `bytes`, each a packet of its own. */
  | { kind: 'slice'; bytes: number }
  /** Every connection is reset within `withinMs` milliseconds. */
  | { kind: 'reset'; withinMs: number };

/** The number of bytes at the beginning of a connection that are remembered. */
const OPENING_BYTES = 2_000;

export interface TcpProxy {
  port: number;
  set(weather: Weather): void;
  /**
   * Stops forwarding from the target to the clients that sent `text` at the beginning of their connection. Data from
   * the target to these clients is lost.
   */
  mute(text: string): void;
  /** Resets every open connection. */
  dropAll(): void;
  close(): Promise<void>;
}

/**
 * Creates a TCP proxy, so that connections can fail without the cooperation of either end. Picks a random target for
 * each connection, and another target when nothing listens there, as a load balancer does.
 */
export async function createProxy(targets: readonly number[], random: Random, port = 0): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  /** The first bytes of the client of each open connection, by the socket to the target. */
  const openings = new Map<Socket, string>();
  const muted = new WeakSet<Socket>();
  let weather: Weather = { kind: 'fair' };

  const keep = (socket: Socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  };
  const doom = (socket: Socket) => {
    if (weather.kind === 'reset')
      setTimeout(() => socket.resetAndDestroy(), random() * weather.withinMs).unref();
  };

  async function reach(ports: readonly number[]): Promise<Socket | null> {
    for (const target of ports) {
      const socket = connect(target, '127.0.0.1');
      const open = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      if (open) return socket;
    }
    return null;
  }

  async function carry(from: Socket, to: Socket): Promise<void> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const opening = openings.get(to);
      if (opening !== undefined && opening.length < OPENING_BYTES)
        openings.set(to, opening + chunk.toString('latin1'));
      if (muted.has(from)) continue;
      if (weather.kind === 'delay') await delay(weather.ms);
      for (const piece of weather.kind === 'slice' ? cut(chunk, weather.bytes, random) : [chunk]) {
        if (!to.writable) return;
        if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
        if (weather.kind === 'slice') await soon();
      }
    }
  }

  const server = createServer(async (client) => {
    keep(client);
    const first = random.between(0, targets.length - 1);
    const upstream = await reach([...targets.slice(first), ...targets.slice(0, first)]);
    if (!upstream || client.destroyed) {
      upstream?.destroy();
      client.resetAndDestroy();
      return;
    }
    keep(upstream);
    openings.set(upstream, '');
    upstream.once('close', () => openings.delete(upstream));
    doom(client);
    // The end of one side ends the other: properly after a proper end, otherwise as abruptly.
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      carry(from, to).then(
        () => to.end(),
        () => to.resetAndDestroy(),
      );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const dropAll = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      weather = next;
      for (const socket of sockets) doom(socket);
    },
    mute(text) {
      for (const [socket, opening] of openings) if (opening.includes(text)) muted.add(socket);
    },
    dropAll,
    async close() {
      server.close();
      dropAll();
      await once(server, 'close');
    },
  };
}

function* cut(chunk: Buffer, maxBytes: number, random: Random): Generator<Buffer> {
  for (let at = 0; at < chunk.length; ) {
    const size = random.between(1, maxBytes);
    yield chunk.subarray(at, at + size);
    at += size;
  }
}
