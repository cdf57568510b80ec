import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { handleUpgrades } from './upgrade';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { upgrade, connection, 'http2-settings': settings } = request.headers;
    const body = await text(request);
    response.end(
      JSON.stringify({ method: request.method, url: request.url, upgrade, connection, settings, body }),
    );
  });
  const take = (name: string) => (_request: unknown, socket: { end(text: string): void }) =>
    socket.end(`HTTP/1.1 101 ${name}\r\n\r\n`);
  handleUpgrades(server, { realtime: take('realtime') as never, pages: take('pages') as never });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function say(...lines: string[]): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.write(lines.join('\r\n'));
  return socket;
}

/** Resolves with everything that the server sends until it ends the connection. */
const heard = (socket: Socket) => text(socket);

const websocket = (path: string) =>
  heard(say(`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket', '', ''));

describe('[S3] a request that asks for another protocol', () => {
  it.each(['/', '/API/x', '/socket.iox/', '/socket.io'])(
    'is answered that %s has no WebSocket',
    async (path) => {
      const answer = await websocket(path);
      expect(answer).toMatch(/^HTTP\/1.1 404 Not Found\r\n/);
      expect(answer).toMatch(/\r\nConnection: close\r\n/i);
      expect(answer).toContain('{"error":{"code":"not_found"');
    },
  );

  it('gets its WebSocket on a path that has one', async () => {
    expect(await websocket('/socket.io/?EIO=4&transport=websocket')).toMatch(/^HTTP\/1.1 101 realtime/);
    expect(await websocket('/_next/webpack-hmr')).toMatch(/^HTTP\/1.1 101 pages/);
  });

  it.each(['/', '/socket.io/?EIO=4&transport=polling'])(
    'is answered at %s as if it had not asked for HTTP/2',
    async (path) => {
      const socket = say(
        `POST ${path} HTTP/1.1`,
        'Host: x',
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
        'Content-Length: 12',
        '',
        'first half, ',
      );
      const [first] = (await once(socket, 'data')) as [Buffer];
      expect(String(first)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
      expect(JSON.parse(String(first).split('\r\n\r\n')[1] ?? '')).toEqual({
        method: 'POST',
        url: path,
        body: 'first half, ',
      });
      // The connection accepts another request.
      socket.end('GET /again HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      expect(await heard(socket)).toContain('"url":"/again"');
    },
  );

  it('sends its body in parts', async () => {
    const socket = say(
      'POST / HTTP/1.1',
      'Host: x',
      'Connection: upgrade, close',
      'Upgrade: TLS/1.3',
      'Content-Length: 6',
      '',
      'one',
    );
    socket.write('two');
    const answer = await heard(socket);
    expect(answer).toContain('"body":"onetwo"');
    expect(answer).toContain('"connection":"close"');
  });
});

test('[S3] a request for a tunnel is refused with an answer', async () => {
  expect(await heard(say('CONNECT x:443 HTTP/1.1', 'Host: x:443', '', ''))).toMatch(
    /^HTTP\/1.1 405 Method Not Allowed\r\n/,
  );
});
