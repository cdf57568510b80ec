import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Config } from '@/server/config';
import { createTestApp } from '@/tests/support/app';
import { createHttp } from './server';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Starts a server in its starting state: it answers 503, and bounds connections as usual. */
async function serve(trustProxy: boolean) {
  const { http, serve } = createHttp({ trustProxy, limits: {} as Config['limits'] });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  stops.push(() => http.close());
  const { port } = http.address() as AddressInfo;
  return {
    serve,
    async open(): Promise<Socket> {
      const socket = connect(port, '127.0.0.1');
      stops.push(() => socket.destroy());
      socket.on('error', () => {}); // only the end of the connection matters
      await once(socket, 'connect');
      return socket;
    },
  };
}

test.each([
  ['of one IP address', false, 200],
  ['in all, where a proxy has them all', true, 2_000],
])('[S18] of connections that ask nothing the oldest end, past so many %s', async (_, trustProxy, max) => {
  const { open } = await serve(trustProxy);
  const asking = await open();
  asking.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(asking, 'data');

  const silent: Socket[] = [];
  const ended: number[] = [];
  const opened = async () => {
    const n = silent.push(await open()) - 1;
    silent[n]?.once('close', () => ended.push(n));
  };
  await opened();
  await opened();
  // Opens only as many at once as surely fit into the system's queue of connections to accept.
  while (silent.length < max)
    await Promise.all(Array.from({ length: Math.min(100, max - silent.length) }, opened));
  expect(ended).toEqual([]);
  const closed = [0, 1].map((n) => once(silent[n] as Socket, 'close'));
  await Promise.all([open(), open()]);
  await Promise.all(closed);
  // A connection that has sent a request no longer counts.
  asking.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(asking, 'data');
  expect(ended).toEqual([0, 1]);
});

test('[S33] a connection that sends requests without reading answers is ended', async () => {
  const { open, serve: answerBy } = await serve(false);
  let asked = 0;
  answerBy(createTestApp(), {
    pages: { handle: () => void asked++, upgrade: null, folder: null },
    fenix: null,
    realtime: { upgrade() {} },
  });
  const [greedy, patient] = [await open(), await open()];
  const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
  patient.write(request.repeat(8));
  greedy.write(request.repeat(40));
  await once(greedy, 'close');
  expect(patient.destroyed).toBe(false);
  expect(asked).toBeLessThanOrEqual(16);
});

test('a connection is kept for longer than proxies keep theirs, so that the node does not end it in their request', async () => {
  const { open } = await serve(true);
  const asking = await open();
  asking.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [answer] = await once(asking, 'data');
  const [, seconds] = /keep-alive: timeout=(\d+)/i.exec(String(answer)) ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});
