import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, expect, test, vi } from 'vitest';
import { openWebSocket } from '@/tests/bench/load/websocket';
import { PING_INTERVAL_MS, PING_TIMEOUT_MS, startPings } from './pings';

afterEach(() => void vi.useRealTimers());

/** Returns an engine.io server that pings, without a network. */
function fakeEngine() {
  const engine = Object.assign(new EventEmitter(), { opts: { pingInterval: PING_INTERVAL_MS } });
  const stop = startPings(engine as never);
  return {
    stop,
    connect() {
      const connection = {
        readyState: 'open',
        pingIntervalTimer: setTimeout(() => {}, PING_INTERVAL_MS),
        sendPacket: vi.fn(),
        resetPingTimeout: vi.fn(),
      };
      engine.emit('connection', connection);
      return connection;
    },
  };
}

test('all connections have one timer; each is pinged once in an interval, few at a time', () => {
  vi.useFakeTimers();
  const { connect, stop } = fakeEngine();
  const connections = Array.from({ length: 1_000 }, connect);
  expect(vi.getTimerCount()).toBe(1);
  const pings = () => connections.reduce((sum, { sendPacket }) => sum + sendPacket.mock.calls.length, 0);
  for (let before = 0, at = 0; at < PING_INTERVAL_MS; at += 250) {
    vi.advanceTimersByTime(250);
    expect(pings() - before).toBe(10);
    before = pings();
  }
  for (const { sendPacket, resetPingTimeout } of connections) {
    expect(sendPacket).toHaveBeenCalledTimes(1);
    expect(resetPingTimeout).toHaveBeenCalledTimes(1);
  }
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('[P20] an interval, a tick of 250 ms, and the time for an answer are 35 s', () => {
  expect(PING_INTERVAL_MS + 250 + PING_TIMEOUT_MS).toBe(35_000);
});

test('a late event loop delays no ping by more than a tick; a closed connection is not pinged', () => {
  vi.useFakeTimers();
  const { connect, stop } = fakeEngine();
  const [closed, ...connections] = Array.from({ length: 1_000 }, connect);
  Object.assign(closed as object, { readyState: 'closed' });
  const { now } = performance;
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 5_000);
  vi.advanceTimersByTime(PING_INTERVAL_MS - 5_000);
  for (const { sendPacket } of connections) expect(sendPacket).toHaveBeenCalledTimes(1);
  expect(closed?.sendPacket).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  stop();
});

test('[P20] a client that answers no ping is disconnected, one that answers stays', async () => {
  const http = createServer();
  const server = new Server(http, { pingInterval: 1_000, pingTimeout: 750 });
  const stop = startPings(server.engine);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const answering = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
  const pongs = vi.fn();
  server.engine.on('connection', (connection: EventEmitter) => void connection.on('heartbeat', pongs));
  const packets: string[] = [];
  await new Promise<void>((onClose) => {
    const onText = (text: Buffer) => void packets.push(text.toString('latin1', 0, 1));
    openWebSocket({ port, from: '127.0.0.1' }, { onText, onClose });
  });
  expect(packets).toEqual(['0', '2']);
  await vi.waitFor(() => expect(pongs.mock.calls.length).toBeGreaterThanOrEqual(2), { timeout: 10_000 });
  expect(answering.connected).toBe(true);
  answering.close();
  stop();
  await server.close();
});
