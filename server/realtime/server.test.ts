import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, expect, test, vi } from 'vitest';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { App } from '@/server/app';
import { createLimits } from '@/server/limits';
import { createTestApp } from '@/tests/support/app';
import { createRealtime } from './server';

const ana: UserActor = {
  kind: 'user',
  userId: 'ana',
  username: 'ana',
  name: 'ana',
  administrator: false,
  guest: false,
  via: 'sign-in',
  credentialId: 'credential',
  scopes: new Set(),
};
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Returns a node that knows tickets and refuses every token. */
async function serve(): Promise<{ app: App; connect: (from: string, ticket?: string) => Promise<Socket> }> {
  const http = createServer();
  const app = createTestApp({ TRUST_PROXY: '1', LIMITS: 'on' });
  app.limits = createLimits({ rates: null });
  app.commands.redeemTicket = async () => ana;
  app.commands.authenticateToken = async () => {
    throw fail('unauthenticated', 'No such token.');
  };
  // A slow machine takes long to open the connections below.
  const realtime = createRealtime(app, http, { silenceMs: 600_000 });
  http.on('upgrade', realtime.upgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  stops.push(() => realtime.close());
  return {
    app,
    connect: (from, ticket) =>
      new Promise((resolve, reject) => {
        const socket = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
          forceNew: true,
          reconnection: false,
          transports: ['websocket'],
          extraHeaders: { 'x-forwarded-for': from },
          auth: ticket === undefined ? {} : { ticket },
        });
        stops.push(() => socket.disconnect());
        socket.once('connect', () => resolve(socket));
        socket.once('connect_error', (error) => {
          reject(Object.assign(error, (error as { data?: { error?: object } }).data?.error));
        });
      }),
  };
}

test('[S18] silent sockets do not block others; beyond the limit of an IP address its oldest one is closed', async () => {
  const { connect } = await serve();
  const silent: Socket[] = [];
  for (let n = 0; n < 240; n++) silent.push(await connect(`192.0.2.${n % 3}`));
  // Each connection is accepted and answered, and refused for its token alone.
  const answer = await (await connect('192.0.2.1', 'ticket')).emitWithAck('new_client', { token: 'wrong' });
  expect(answer.error.code).toBe('forbidden');
  expect((await (await connect('192.0.2.9')).emitWithAck('new_client', { token: 'x' })).error.code).toBe(
    'unauthenticated',
  );

  const first = silent[0] as Socket;
  const disconnected = new Promise((resolve) => first.once('disconnect', resolve));
  for (let n = 0; n < 21; n++) await connect('192.0.2.0');
  await disconnected;
  expect(silent.filter((socket) => socket.connected).length).toBeGreaterThanOrEqual(230);
});

test('[S18] the HTTP server still learns of upgraded connections, which are no longer silent', async () => {
  const http = createServer();
  const upgraded = vi.fn();
  http.on('upgrade', upgraded);
  const realtime = createRealtime(createTestApp(), http);
  stops.push(() => realtime.close());
  expect(http.listeners('upgrade')).toEqual([upgraded]);
});

test('[E3] a client gets its snapshot before what happened since the snapshot was read', async () => {
  const { app, connect } = await serve();
  app.commands.redeemTicket = async () => ({ ...ana, scopes: 'all' });
  app.commands.showLocation = async () => ({ place: {}, people: [] }) as never;
  app.sessionQueues.open = () => {};
  app.sessionWriter.end = async () => {};
  app.sessionWriter.start = async ({ id }) => {
    for (const session of app.sessions.list()) app.sessions.push(session, 'resync');
    return { id, state: { buildingId: null }, log: { conversations: [], complete: false } } as never;
  };
  const socket = await connect('203.0.113.1', 't'.repeat(43));
  const received: string[] = [];
  socket.on('resync', () => received.push('resync'));
  socket.emit('new_client', { version: 1 }, () => received.push('snapshot'));
  await vi.waitFor(() => expect(received.length).toBe(2));
  expect(received).toEqual(['snapshot', 'resync']);
});
