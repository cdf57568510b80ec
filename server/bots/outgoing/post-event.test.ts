import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRequestPublic, requestableUrl } from '@/server/link-cards/request-public';
import { createPostEvent } from './post-event';

/** A harmless server at 127.0.0.1, which only an allowed host may reach. */
let respond: (response: ServerResponse) => unknown;
const requests: { method: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
const server = createServer(async (request, response) => {
  const { method, headers } = request;
  requests.push({ method, headers, body: (await buffer(request)).toString() });
  respond(response);
});
let port = 0;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests.length = 0;
  respond = (response) => response.writeHead(204).end();
});

/** Names and the addresses that they resolve to; every one has an address that is not public. */
const HOSTS: Record<string, string[]> = {
  'loopback.pt': ['127.0.0.1'],
  'loopback6.pt': ['::1'],
  'any.pt': ['0.0.0.0'],
  'any6.pt': ['::'],
  'ten.pt': ['10.0.0.1'],
  'shared.pt': ['100.64.0.1'],
  'linklocal.pt': ['169.254.1.1'],
  'metadata.pt': ['169.254.169.254'],
  'private172.pt': ['172.16.0.1'],
  'private192.pt': ['192.168.1.1'],
  'protocol.pt': ['192.0.0.1'],
  'example.pt': ['192.0.2.1'],
  'bench.pt': ['198.18.0.1'],
  'multicast.pt': ['224.0.0.1'],
  'reserved.pt': ['240.0.0.1'],
  'broadcast.pt': ['255.255.255.255'],
  'mapped.pt': ['::ffff:127.0.0.1'],
  'mapped-hex.pt': ['::ffff:7f00:1'],
  'mapped-ten.pt': ['::ffff:10.0.0.1'],
  'mapped-public.pt': ['::ffff:8.8.8.8'],
  'compatible.pt': ['::127.0.0.1'],
  'translated.pt': ['::ffff:0:127.0.0.1'],
  'nat64.pt': ['64:ff9b::7f00:1'],
  'nat64-local.pt': ['64:ff9b:1::7f00:1'],
  '6to4.pt': ['2002:7f00:1::'],
  'teredo.pt': ['2001:0:4136:e378:8000:63bf:80ff:fffe'],
  'unique-local.pt': ['fd00:ec2::254'],
  'fe80.pt': ['fe80::1'],
  'scoped.pt': ['fe80::1%lo'],
  'site-local.pt': ['fec0::1'],
  'multicast6.pt': ['ff02::1'],
  'mixed.pt': ['8.8.8.8', '127.0.0.1'],
  'mixed6.pt': ['8.8.8.8', '::1'],
  'nothing.pt': [],
  'nonsense.pt': ['localhost'],
};
const rules = { ownHost: 'quad.pt' };
const options = {
  ...rules,
  resolve: async (host: string) => HOSTS[host] ?? Promise.reject(new Error('ENOTFOUND')),
};
const headers = { 'webhook-id': 'one' };

/** Ways to name this machine or its network in a URL; P is the port of the harmless server. */
const URLS = [
  ...Object.keys(HOSTS).map((host) => `https://${host}/`),
  'https://loopback.pt:8443/',
  'https://LOOPBACK.PT/',
  'https://loopback.pt./',
  'http://127.0.0.1:P/',
  'https://127.0.0.1:P/',
  'https://127.0.0.1:8443/',
  'https://127.0.0.2/',
  'https://127.1:8443/',
  'https://127.0.1:8443/',
  'https://2130706433:8443/',
  'https://0x7f000001:8443/',
  'https://0x7f.1:8443/',
  'https://0177.0.0.1:8443/',
  'https://017700000001:8443/',
  'https://127.0.0.1.:8443/',
  'https://0:8443/',
  'https://0.0.0.0:8443/',
  'https://①②⑦.⓪.⓪.①:8443/',
  'https://127。0。0。1:8443/',
  'https://[::1]:8443/',
  'https://[::]:8443/',
  'https://[0:0:0:0:0:0:0:1]:8443/',
  'https://[::ffff:127.0.0.1]:8443/',
  'https://[::ffff:7f00:1]:8443/',
  'https://[::127.0.0.1]:8443/',
  'https://[64:ff9b::127.0.0.1]:8443/',
  'https://[2002:7f00:1::]:8443/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://10.0.0.1/',
  'https://192.168.0.1/',
  'https://172.31.255.254/',
  'https://localhost:P/',
  'https://localhost:8443/',
  'https://localhost./',
  'https://a.localhost:8443/',
  'https://localhost.localdomain/',
  'https://router/',
  'https://printer.local/',
  'https://db.internal/',
  'https://nas.lan/',
  'https://a.home.arpa/',
  'https://hidden.onion/',
  'https://quad.pt/hooks/x/y',
  'https://QUAD.pt./hooks/x/y',
  'https://news.pt@127.0.0.1:8443/',
  'https://127.0.0.1:8443@news.pt/',
  'https://user@loopback.pt/',
  'https://news.pt:22/',
  'https://news.pt:25/',
  'https://news.pt:6379/',
  'http://news.pt/',
  'ftp://127.0.0.1:P/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:P/_x',
  'javascript:alert(1)',
  'data:text/plain,x',
  'unix:/var/run/docker.sock',
  '//127.0.0.1:P/',
  '\\\\127.0.0.1\\x',
  'https:\\\\127.0.0.1:8443\\',
  'https:///127.0.0.1:8443/',
  'https://127.0.0.1:8443\t/',
  'https://%31%32%37.0.0.1:8443/',
  'https://loopback%2ept/',
  `https://loopback.pt/${'a'.repeat(2_048)}`,
  'not a url',
  '',
];

test(`[B19] ${URLS.length} ways to this machine or its network are not called`, async () => {
  expect(URLS.length).toBeGreaterThanOrEqual(60);
  const called: unknown[] = [];
  const post = createPostEvent(
    createRequestPublic({
      ...options,
      request: ((url: URL) => {
        called.push(url.href);
        throw new Error('It was called.');
      }) as never,
    }),
  );
  for (const way of URLS) {
    const url = way.replace(':P', `:${port}`);
    expect([url, (await post(url, headers, '{}')).status]).toEqual([url, null]);
  }
  expect([called, requests]).toEqual([[], []]);
});

test('[B19] the connection is made to the address that was checked, whatever the name resolves to later', async () => {
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  const asked: string[] = [];
  const postOnce = createPostEvent(
    createRequestPublic({
      ...rules,
      // The test's server stands for a public host.
      isAllowed: (address) => address === '127.0.0.1',
      async resolve(host) {
        asked.push(host);
        return answers.shift() ?? [];
      },
      // Without TLS, and at the port of the test's server.
      request: ((url: URL, given: object, done: () => void) =>
        httpRequest(`http://${url.host}${url.pathname}`, { ...given, port }, done)) as never,
    }),
  );
  expect(await postOnce('https://rebinding.pt/in', headers, '{"a":1}')).toMatchObject({ status: 204 });
  expect(await postOnce('https://rebinding.pt/in', headers, '{"a":1}')).toMatchObject({ problem: 'address' });
  expect(asked).toEqual(['rebinding.pt', 'rebinding.pt']);
  expect(requests).toHaveLength(1);
});

const allowed = () => `http://127.0.0.1:${port}/in`;
const rulesWithHost = { ...options, allowedHosts: new Set(['127.0.0.1']) };
const postAllowed = createPostEvent(createRequestPublic(rulesWithHost), { timeoutMs: 300 });

test('[B16] an event is posted once, with its headers and without anything else', async () => {
  expect(requestableUrl(rulesWithHost, allowed())?.pathname).toBe('/in');
  expect(await postAllowed(allowed(), headers, '{"a":"ç"}')).toEqual({
    status: 204,
    problem: null,
    retryAfter: null,
  });
  const [{ method, headers: sent, body } = { method: '', headers: {}, body: '' }] = requests;
  expect([method, body, sent['webhook-id'], sent['content-type']]).toEqual([
    'POST',
    '{"a":"ç"}',
    'one',
    'application/json',
  ]);
  expect(sent['content-length']).toBe('10');
  expect([sent.cookie, sent.authorization, sent.referer]).toEqual([undefined, undefined, undefined]);
});

test('[B17] a redirect is not followed, and Retry-After is read', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    respond = (response) => response.writeHead(status, { Location: `http://127.0.0.1:${port}/else` }).end();
    expect(await postAllowed(allowed(), headers, '{}')).toMatchObject({ status });
  }
  expect(requests).toHaveLength(5);
  respond = (response) => response.writeHead(503, { 'Retry-After': '7' }).end();
  expect(await postAllowed(allowed(), headers, '{}')).toEqual({ status: 503, problem: null, retryAfter: 7 });
});

test('[B17] a program that does not answer is left, and one that answers without end is taken at its status', async () => {
  respond = () => {};
  expect(await postAllowed(allowed(), headers, '{}')).toMatchObject({ status: null, problem: 'timeout' });
  respond = (response) => response.destroy();
  expect(await postAllowed(allowed(), headers, '{}')).toMatchObject({ status: null, problem: 'connection' });
  let ended: Promise<unknown> = Promise.resolve();
  respond = (response) => {
    ended = once(response, 'close');
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('a'.repeat(64 * 1024)));
    };
    response.on('drain', more);
    more();
  };
  expect(await postAllowed(allowed(), headers, '{}')).toMatchObject({ status: 200 });
  await ended;
});
