import type { Server } from 'socket.io';
import { type FrameOptions, PING_OPTIONS } from './encoded-event';

/** Connections whose pings are due in the same tick are pinged together. */
const TICK_MS = 250;

/**
 * The interval at which a connection is pinged, and how long its client may take to answer; engine.io tells both to
 * clients. So a connection whose client is gone ends within 35 s [P20], also when a ping is a tick late, and a client
 * waits as long for a server that is gone.
 */
export const PING_INTERVAL_MS = 25_000;
export const PING_TIMEOUT_MS = 10_000 - TICK_MS;

/** The parts of an engine.io 6 connection that concern pings. They are not documented. */
interface Connection {
  readyState: string;
  pingIntervalTimer: NodeJS.Timeout | null;
  hasRefreshedPingTimeout: boolean;
  sendPacket(type: 'ping', data: undefined, options: FrameOptions): void;
  resetPingTimeout(): void;
}

/**
 * Pings all connections of an engine.io server from now on, by one timer, instead of engine.io's timer for each
 * connection: the event loop wakes up four times a second, and not once for each ping. What a missing answer causes is
 * left to engine.io. Returns a function that stops the pings.
 */
export function startPings(engine: Server['engine']): () => void {
  const { pingInterval = PING_INTERVAL_MS } = engine.opts;
  /** The connections by the tick of the interval in which they are pinged. */
  const slots = Array.from({ length: Math.ceil(pingInterval / TICK_MS) }, (): Connection[] => []);
  let nextSlot = 0;
  const tickNow = () => Math.floor(performance.now() / TICK_MS);
  let tick = tickNow();

  engine.on('connection', (connection: Connection) => {
    clearTimeout(connection.pingIntervalTimer ?? undefined);
    // Otherwise the client's answer would start the timer again.
    connection.pingIntervalTimer = null;
    slots[nextSlot]?.push(connection);
    nextSlot = (nextSlot + 1) % slots.length;
  });
  const timer = setInterval(() => {
    const now = tickNow();
    // Clients must get their pings in time also when this timer is late.
    for (let due = Math.max(tick, now - slots.length) + 1; due <= now; due++) {
      const slot = due % slots.length;
      slots[slot] = (slots[slot] as Connection[]).filter(ping);
    }
    tick = now;
  }, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Pings a connection as engine.io does. Returns false if the connection is closed. */
function ping(connection: Connection): boolean {
  if (connection.readyState === 'closed') return false;
  connection.hasRefreshedPingTimeout = false;
  connection.sendPacket('ping', undefined, PING_OPTIONS);
  connection.resetPingTimeout();
  return true;
}
