import { once } from 'node:events';
import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/server/actor';
import type { Config } from '@/server/config';
import { createTestApp } from '@/tests/support/app';
import { createHttp } from './server';

const actor = {
  kind: 'user',
  userId: 'u1',
  username: 'ana',
  name: 'Ana',
  administrator: true,
  via: 'token',
  scopes: 'all',
} as UserActor;
const ME = {
  id: 'ana',
  name: 'Ana',
  administrator: true,
  guest: false,
  scopes: 'all',
  expires: null,
} as const;
const app = createTestApp();
const { http, serve } = createHttp({ trustProxy: false, limits: {} as Config['limits'] });
let port: number;
const logged: unknown[] = [];

beforeAll(async () => {
  app.commands.authenticateToken = async () => actor;
  app.commands.showMe = async () => ME;
  app.log.error = (entry: unknown) => void logged.push(entry);
  serve(app, {
    pages: { handle: (_, response) => response.end('a page'), upgrade: null, folder: null },
    fenix: null,
    realtime: { upgrade() {} },
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  port = (http.address() as AddressInfo).port;
});
afterAll(() => {
  http.closeAllConnections();
  http.close();
});

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

async function get(
  path: string,
  options: { method?: string; headers?: object; body?: string } = {},
): Promise<Answer> {
  const headers = { authorization: 'Bearer qt_x', ...options.headers };
  const asked = ask({ port, path, method: options.method ?? 'GET', headers }).end(options.body);
  const [response] = await once(asked, 'response');
  const isGzip = response.headers['content-encoding'] === 'gzip';
  const body = await text(isGzip ? response.pipe(createGunzip()) : response);
  return { status: response.statusCode, headers: response.headers, body };
}

/** Writes to a new connection; returns what the server sends, up to what matches `until`. */
async function exchange(sent: string, until: RegExp): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(sent);
  let received = '';
  for await (const chunk of socket) {
    received += chunk;
    if (until.test(received)) break;
  }
  return received;
}

const me = 'GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer qt_x\r\n\r\n';

test('an answer has its length, is not cached, and has the headers that restrict browsers', async () => {
  const { status, headers, body } = await get('/api/v1/me');
  expect([status, JSON.parse(body)]).toEqual([200, ME]);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-length': String(body.length),
    'content-security-policy': expect.stringContaining(
      "default-src 'self'; script-src 'self' 'unsafe-inline';",
    ),
    'content-type': 'application/json; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
});

test('a HEAD has the same headers and no body', async () => {
  const [whole, head] = [await get('/api/v1/me'), await get('/api/v1/me', { method: 'HEAD' })];
  const varying = { date: '', 'x-request-id': '' };
  expect({ ...head, headers: { ...head.headers, ...varying } }).toEqual({
    status: 200,
    headers: { ...whole.headers, ...varying },
    body: '',
  });
});

test('an answer names its request, by the id that the client gave it if it is one', async () => {
  const { headers } = await get('/api/v1/nothing', { headers: { 'x-request-id': 'build-4711' } });
  expect(headers['x-request-id']).toBe('build-4711');
  const odd = await get('/api/v1/nothing', { headers: { 'x-request-id': 'a b' } });
  expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('[N9] a client that has the answer already is told so, without content', async () => {
  const first = await get('/api/v1/asyncapi');
  const headers = { 'if-none-match': `"another", ${first.headers.etag}` };
  const second = await get('/api/v1/asyncapi', { headers });
  expect([second.status, second.body, second.headers.etag]).toEqual([304, '', first.headers.etag]);
  expect(second.headers['content-type']).toBeUndefined();
  const another = await get('/api/v1/asyncapi', { headers: { 'if-none-match': '"another"' } });
  expect([another.status, another.body]).toEqual([200, first.body]);
});

test('[O2] a body is JSON, whatever its Content-Type', async () => {
  app.commands.updateRange = async () => ({}) as never;
  const body = '{"id":"ana","radious":300}';
  for (const type of ['text/html', 'application/x-www-form-urlencoded', 'application/json']) {
    const answer = await get('/API/user/update/range', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([
      200,
      '',
      'text/plain; charset=utf-8',
    ]);
  }
});

test.each([
  ['PUT', '/api/v1/me', 405, 'GET, HEAD'],
  ['PROPFIND', '/API/user/update/range', 405, 'POST'],
  ['OPTIONS', '/api/v1/messages', 405, 'POST'],
  ['HEAD', '/api/v1/me/export', 405, 'GET'],
  ['GET', '/api/v1/me/', 404, undefined],
  ['GET', '/api/v1/nothing', 404, undefined],
  ['GET', '/api/legacy/bot/show/buildings', 404, undefined],
  ['PROPFIND', '/api/auth/session', 405, 'GET, HEAD, POST'],
])('%s %s is answered %s', async (method, path, status, allow) => {
  const answer = await get(path, { method });
  expect([answer.status, answer.headers.allow]).toEqual([status, allow]);
});

test.each(['/', '/apix', '/api/auth/session'])('%s is left to Next', async (path) => {
  expect((await get(path)).body).toBe('a page');
});

test('[H9] a feed is public, may be cached, and is not sent again without a change', async () => {
  const changed = new Date('2026-11-30T08:00:00Z');
  app.commands.showCapFeed = async () => ({ xml: '<feed/>', changed });
  const { status, headers, body } = await get('/api/v1/cap-feed');
  expect([status, body]).toEqual([200, '<feed/>']);
  expect(headers).toMatchObject({
    'content-type': 'application/atom+xml; charset=utf-8',
    'cache-control': 'public, max-age=5',
    'last-modified': 'Mon, 30 Nov 2026 08:00:00 GMT',
  });
  // Caches share it: nothing in it is about one client.
  expect(Object.keys(headers).filter((each) => /^(ratelimit|x-request-id)/.test(each))).toEqual([]);
  const again = (etag = '') => get('/api/v1/cap-feed', { headers: { 'if-none-match': etag } });
  expect(await again(headers.etag)).toMatchObject({ status: 304, body: '', headers: { etag: headers.etag } });
  expect(await again('"another"')).toMatchObject({ status: 200, body: '<feed/>' });
});

describe('a long answer', () => {
  const buildings = Array.from({ length: 100 }, (_, n) => ({ id: `b-${n}`, name: `Building ${n}` }));
  beforeAll(() => {
    app.commands.listBuildings = async () => buildings as never;
  });

  test.each([
    ['gzip', 'gzip'],
    ['deflate, gzip;q=0.5, *;q=0', 'gzip'],
    ['gzip;q=0, identity', undefined],
    ['br', undefined],
  ])('is compressed for a client that accepts it (%s)', async (accepted, coding) => {
    const { headers, body } = await get('/API/bot/show/buildings', {
      headers: { 'accept-encoding': accepted },
    });
    expect([headers['content-encoding'], headers.vary]).toEqual([coding, 'Accept-Encoding']);
    expect(JSON.parse(body)).toEqual(buildings);
  });
});

test.each([
  ['gzip', undefined],
  ['', '12'],
])('a file is streamed (Accept-Encoding: %s)', async (accepted, length) => {
  const file = Readable.from(['{"a":', '"file"}']);
  app.commands.exportData = async () => ({ filename: 'x.json', bytes: 12, file });
  const { headers, body } = await get('/api/v1/me/export', { headers: { 'accept-encoding': accepted } });
  expect([body, headers['content-length'], headers['content-disposition']]).toEqual([
    '{"a":"file"}',
    length,
    'attachment; filename="x.json"',
  ]);
});

test('a file that cannot be read ends the connection and is logged', async () => {
  const file = Readable.from(
    (async function* () {
      yield 'part';
      throw new Error('the disk is broken');
    })(),
  );
  app.commands.exportData = async () => ({ filename: 'x.json', bytes: 100, file });
  await expect(get('/api/v1/me/export')).rejects.toThrow(/aborted|hang up/);
  expect(logged).toContainEqual({ err: expect.objectContaining({ message: 'the disk is broken' }) });
});

test('an error of a command is logged and answered 500, and the next request is served', async () => {
  app.commands.updateRange = async () => {
    throw new Error('a mistake of ours');
  };
  const answer = await get('/API/user/update/range', { method: 'POST', body: '{"radious":1}' });
  expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([500, 'internal']);
  expect(answer.body).not.toContain('mistake');
  expect(logged).toContainEqual({
    err: expect.objectContaining({ message: 'a mistake of ours' }),
    requestId: expect.any(String),
    method: 'POST',
    path: '/API/user/update/range',
  });
  expect((await get('/api/v1/me')).status).toBe(200);
});

describe('one connection', () => {
  test('answers requests that are sent at once in their order', async () => {
    const received = await exchange(
      me.replace('/me', '/nothing') + me + me.replace('GET', 'HEAD'),
      /(HTTP\/1\.1 [\s\S]*){3}/,
    );
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200', 'HTTP/1.1 200']);
  });

  test.each([
    ['with a length', `Content-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`],
    ['in chunks', `Transfer-Encoding: chunked\r\n\r\n186a0\r\n${'x'.repeat(100_000)}\r\n0\r\n\r\n`],
  ])('serves the next request after a body that is too large (%s)', async (_, body) => {
    const post = `POST /API/user/update/range HTTP/1.1\r\nHost: x\r\n${body}`;
    expect((await exchange(post + me, /"administrator":true/)).match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 413',
      'HTTP/1.1 200',
    ]);
  });

  test('that expects a go-ahead gets it', async () => {
    const post =
      'POST /API/user/update/range HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n';
    expect(await exchange(post, /Continue/)).toMatch(/^HTTP\/1\.1 100 Continue/);
  });

  test('that ends while a command runs, or before its body is complete, does no harm', async () => {
    let finish = () => {};
    const running = new Promise<void>((begun) => {
      app.commands.updateRange = () => {
        begun();
        return new Promise((resolve) => {
          finish = () => resolve({} as never);
        });
      };
    });
    const ended: Promise<unknown>[] = [];
    // A connection that ends in the middle of a body has an error, too.
    http.on('connection', (socket) => ended.push(new Promise((end) => socket.once('close', end))));
    const post =
      'POST /API/user/update/range HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer qt_x\r\nContent-Length: 14\r\n\r\n{"radious":10';
    const [whole, part] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    part.write(post);
    whole.write(`${post}}`);
    await running;
    whole.destroy();
    part.destroy();
    await Promise.all(ended);
    finish();
    expect((await get('/api/v1/me')).status).toBe(200);
  });
});

test('an overloaded node sheds reads before changes, and nothing that concerns alerts', async () => {
  const works: string[] = [];
  const { assertCapacity } = app.load;
  app.load.assertCapacity = (work) => void works.push(work);
  await get('/api/v1/me');
  await get('/api/v1/messages', { method: 'POST', body: '{}' });
  await get('/api/v1/alerts');
  await get('/api/v1/incidents', { method: 'POST', body: '{}' });
  app.load.assertCapacity = assertCapacity;
  expect(works).toEqual(['read', 'send', 'alert', 'alert']);
});
