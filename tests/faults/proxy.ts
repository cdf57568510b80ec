import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as soon } from 'node:timers/promises';
import type { Random } from './random';

/** What a connection suffers on its way. */
export type Weather =
  | { kind: 'fair' }
  | { kind: 'delay'; ms: number }
  /** Cut at random into pieces of at most so many bytes, each a packet of its own. */
  | { kind: 'slice'; bytes: number }
  /** Every connection is reset within so many milliseconds. */
  | { kind: 'reset'; withinMs: number };

/** So much of what a client says first is remembered. */
const OPENING_BYTES = 2_000;

export interface TcpProxy {
  port: number;
  set(weather: Weather): void;
  /**
   * Carries nothing more from the target to the clients that have said `text` at the beginning of their connection. What
   * the target sends to them is lost.
   */
  mute(text: string): void;
  /** Resets every connection there is. */
  dropAll(): void;
  close(): Promise<void>;
}

/**
 * A TCP proxy of ours, so that connections can be made bad without the consent of either end. Of several targets one
 * is drawn for each connection, and another one if nobody listens there: as a load balancer does.
 */
export async function createProxy(targets: readonly number[], random: Random, port = 0): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  /** What the clients of open connections said first, by the socket to the target. */
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
    // The end of one side is the end of the other, in order if it was, and else as abruptly.
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

function* cut(chunk: Buffer, most: number, random: Random): Generator<Buffer> {
  for (let at = 0; at < chunk.length; ) {
    const size = random.between(1, most);
    yield chunk.subarray(at, at + size);
    at += size;
  }
}
