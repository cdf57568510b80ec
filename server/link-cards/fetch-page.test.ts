import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFetchPage } from './fetch-page';
import { resolveAll } from './request-public';

let respond: (request: IncomingMessage, response: ServerResponse) => void;
const requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  respond(request, response);
});
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const page = (response: ServerResponse, body = '<title>hello</title>', type = 'text/html; charset=utf-8') =>
  response.writeHead(200, { 'Content-Type': type }).end(body);
beforeEach(() => {
  requests.length = 0;
  respond = (_, response) => page(response);
});

/** The addresses of hosts; the test's server stands for every host at `PUBLIC`. */
const PUBLIC = '127.0.0.1';
const hosts: Record<string, string[]> = {
  'news.pt': [PUBLIC],
  'private.pt': ['10.0.0.1'],
  'mixed.pt': [PUBLIC, '169.254.169.254'],
  'nowhere.pt': [],
};
const resolved: string[] = [];
const options: Parameters<typeof createFetchPage>[0] = {
  ownHost: 'quad.pt',
  async resolve(host) {
    resolved.push(host);
    return hosts[host] ?? Promise.reject(new Error('ENOTFOUND'));
  },
  isAllowed: (address) => address === PUBLIC,
  // Without TLS, and at the port of the test's server.
  request: ((url: URL, options: object, done: (response: IncomingMessage) => void) =>
    httpRequest(
      `http://${url.host}${url.pathname}`,
      { ...options, port: (server.address() as AddressInfo).port },
      done,
    )) as never,
};
const fetchPage = createFetchPage(options);

test('[V7] a page is requested without anything of the user, from the address that was checked', async () => {
  resolved.length = 0;
  const found = await fetchPage('https://news.pt/a?b=c#d');
  expect([found?.html, found?.url.hostname, resolved]).toEqual([
    '<title>hello</title>',
    'news.pt',
    ['news.pt'],
  ]);
  const [{ headers, method }] = requests as [IncomingMessage];
  expect([method, headers.host?.split(':')[0], headers['accept-encoding']]).toEqual([
    'GET',
    'news.pt',
    'identity',
  ]);
  expect([headers.cookie, headers.referer, headers.authorization]).toEqual([undefined, undefined, undefined]);
});

test.each([
  ...[
    'http://news.pt/',
    'ftp://news.pt/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'news.pt',
  ],
  ...['https://user@news.pt/', 'https://user:secret@news.pt/', 'https://news.pt:22/', 'https://news.pt:80/'],
  ...[
    'https://news.pt:6379/',
    'https://news.pt:3000/',
    'https://news.pt:99999/',
    `https://news.pt/${'a'.repeat(2_048)}`,
  ],
  // This machine and its network, in the ways in which a URL can name them.
  ...[
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://a.localhost/',
    'https://printer/',
  ],
  ...[
    'https://printer.local/',
    'https://db.internal/',
    'https://router.lan/',
    'https://x.home.arpa/',
    'https://a.onion/',
  ],
  ...[
    'https://0/',
    'https://0.0.0.0/',
    'https://10.0.0.1/',
    'https://127.2/',
    'https://127.0.2/',
    'https://2130706434/',
  ],
  ...[
    'https://0x7f000002/',
    'https://0x7f.2/',
    'https://0177.0.0.2/',
    'https://127.0.0.2/',
    'https://169.254.169.254/',
  ],
  ...[
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
  ],
  ...['https://[64:ff9b::7f00:1]/', 'https://[fe80::1]/', 'https://[fd00:ec2::254]/', 'https://①②⑦.0.0.2/'],
  ...['https://192.168.0.1/', 'https://172.16.0.1/', 'https://100.64.0.1/', 'https://[2002:7f00:1::]/'],
  // Names that lead there, that do not exist, and this installation.
  ...[
    'https://private.pt/',
    'https://mixed.pt/',
    'https://nowhere.pt/',
    'https://unknown.pt/',
    'https://quad.pt/',
  ],
  ...['https://quad.pt./', 'https://QUAD.pt/', 'https://', 'https:///', 'https://./', 'https://..pt/'],
])('[V7] %s is not requested', async (url) => {
  expect(await fetchPage(url)).toBeNull();
  expect(requests).toEqual([]);
});

test('[V7] redirects are followed by the same rules, three at most', async () => {
  const to = (location: string) => {
    respond = ({ url }, response) => {
      if (url === '/end') page(response);
      else response.writeHead(302, { Location: location }).end();
    };
  };
  to('/end');
  expect((await fetchPage('https://news.pt/'))?.url.href).toBe('https://news.pt/end');
  for (const location of [
    'http://news.pt/end',
    'https://private.pt/end',
    'https://127.0.0.2/end',
    'https://[::1]/end',
    'https://news.pt:22/end',
    '//private.pt/end',
    'https://user@news.pt/end',
    'file:///end',
    'https://',
  ]) {
    requests.length = 0;
    to(location);
    expect([location, await fetchPage('https://news.pt/')]).toEqual([location, null]);
    expect(requests).toHaveLength(1);
  }
  requests.length = 0;
  to('/again');
  expect(await fetchPage('https://news.pt/')).toBeNull();
  expect(requests).toHaveLength(4);
});

test.each<[string, (response: ServerResponse) => unknown]>([
  [
    'an error',
    (response) => response.writeHead(404, { 'Content-Type': 'text/html' }).end('<title>x</title>'),
  ],
  ['a picture', (response) => page(response, 'x', 'image/png')],
  ['no type', (response) => response.writeHead(200).end('<title>x</title>')],
  ['a type that only begins alike', (response) => page(response, 'x', 'text/html-sandboxed')],
  [
    'a compressed body',
    (response) =>
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' }).end('bomb'),
  ],
  ['a redirect to nowhere', (response) => response.writeHead(302).end()],
  ['a broken connection', (response) => response.destroy()],
])('[V7] %s gives no page', async (_, answer) => {
  respond = (_request, response) => answer(response);
  expect(await fetchPage('https://news.pt/')).toBeNull();
  expect(requests).toHaveLength(1);
});

test.each<[string, (response: ServerResponse) => unknown]>([
  ['a host that says nothing', () => {}],
  [
    'a body that does not end',
    (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).write('a'),
  ],
])('[V7] %s is left after a time', async (_, answer) => {
  respond = (_request, response) => answer(response);
  expect(await createFetchPage({ ...options, timeoutMs: 100 })('https://news.pt/')).toBeNull();
});

test('[V7] of a page that does not end the first 256 KiB are read', async () => {
  respond = (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    const more = () => {
      while (!response.destroyed && response.write('a'.repeat(64 * 1024)));
    };
    response.on('drain', more);
    more();
  };
  expect((await fetchPage('https://news.pt/'))?.html).toHaveLength(256 * 1024);
});

test('a text is read in the encoding that it names', async () => {
  const latin = Buffer.from('<title>Pavilhão</title>', 'latin1');
  respond = (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html; charset=iso-8859-1' }).end(latin);
  expect((await fetchPage('https://news.pt/'))?.html).toContain('Pavilhão');
  respond = (_, response) =>
    response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end(Buffer.concat([Buffer.from('<meta charset="windows-1252">'), latin]));
  expect((await fetchPage('https://news.pt/'))?.html).toContain('Pavilhão');
  respond = (_, response) => page(response, '<title>ok</title>', 'text/html; charset=none-such');
  expect((await fetchPage('https://news.pt/'))?.html).toContain('ok');
});

test('[V7] a name server that does not answer holds nothing up', async () => {
  const waiting = createFetchPage({ ownHost: '', resolve: () => new Promise(() => {}), timeoutMs: 50 });
  expect(await waiting('https://news.pt/')).toBeNull();
});

test('[V7] a server that switches protocols gives no page', async () => {
  respond = (_, { socket }) =>
    socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
  expect(await fetchPage('https://news.pt/')).toBeNull();
});

test('[V7] a host has the addresses of both families, and one without those of a family has the others', async () => {
  const none = () => Promise.reject(new Error('ENODATA'));
  const resolver = { resolve4: async () => ['192.0.2.1'], resolve6: async () => ['2001:db8::1'] } as never;
  expect(await resolveAll('news.pt', resolver)).toEqual(['192.0.2.1', '2001:db8::1']);
  const onlyOld = { resolve4: async () => ['192.0.2.1'], resolve6: none } as never;
  expect(await resolveAll('news.pt', onlyOld)).toEqual(['192.0.2.1']);
  await expect(resolveAll('nowhere.pt', { resolve4: none, resolve6: none } as never)).rejects.toThrow();
});
