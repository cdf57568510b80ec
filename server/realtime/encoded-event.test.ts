import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { encodeEvent } from './encoded-event';

/** The payload lengths at which the header of a WebSocket frame changes, and text of several bytes per letter. */
const TEXTS = [
  '',
  'é',
  'x'.repeat(50),
  'x'.repeat(60),
  '😀'.repeat(50),
  'x'.repeat(65_400),
  'x'.repeat(70_000),
];

/** Starts a Socket.IO server, and returns a client that connects to it. */
async function connect(transport: string) {
  const http = createServer();
  const server = new Server(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const client = io(`http://127.0.0.1:${port}`, { transports: [transport] });
  return {
    server,
    client,
    async close() {
      client.close();
      await server.close();
    },
  };
}

test.each(['websocket', 'polling'])('an encoded event reaches a client over %s', async (transport) => {
  const { server, client, close } = await connect(transport);
  server.on('connection', (socket) => {
    for (const text of TEXTS) {
      const { data, options } = encodeEvent('new_message', [], [{ message: { text } } as WireEntry]);
      socket.conn.write(data, options);
    }
    socket.emit('end');
  });
  const received: unknown[] = [];
  client.on('new_message', (...args) => received.push(args));
  await new Promise<void>((resolve) => client.on('end', resolve));
  await close();
  expect(received).toEqual(TEXTS.map((text) => [[], [{ message: { text } }]]));
});

test('an encoded event is one write to the socket of the operating system', async () => {
  const { server, close } = await connect('websocket');
  const writes = await new Promise<number>((resolve) => {
    server.on('connection', (socket) => {
      const { transport } = socket.conn as unknown as {
        transport: { socket: { _socket: { _handle: Record<string, unknown> } } };
      };
      const handle = transport.socket._socket._handle;
      let count = 0;
      // Each call of the handle is a system call.
      for (const name of ['writeUtf8String', 'writeLatin1String', 'writeBuffer', 'writev']) {
        const write = handle[name] as (...args: unknown[]) => unknown;
        handle[name] = (...args: unknown[]) => {
          count += 1;
          return Reflect.apply(write, handle, args);
        };
      }
      // The answer to the connection is written first.
      setImmediate(() => {
        count = 0;
        const { data, options } = encodeEvent('new_message', [], []);
        socket.conn.write(data, options);
        resolve(count);
      });
    });
  });
  await close();
  expect(writes).toBe(1);
});
