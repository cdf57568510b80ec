import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DOCTOR_PATH, doctor } from '@/server/http/doctor-route';
import { checkOutside } from './outside';

const SECRET = 'a secret that the doctor knows as well';
let server: Server;
let publicUrl: string;
/** What the proxy does to a request; true when it has answered. */
let proxy: (request: IncomingMessage, response: ServerResponse) => boolean;
let node: { authSecret: string; trustProxy: boolean; publicUrl: string };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (proxy(request, response)) return;
    const app = { config: node, publicUrl: node.publicUrl, version: '1.2.3' };
    if (request.url === '/healthz') response.end('{"status":"ok"}');
    else if (request.url === DOCTOR_PATH) await doctor(app, request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  node = { authSecret: SECRET, trustProxy: true, publicUrl };
  proxy = (request) => {
    request.headers['x-forwarded-for'] += ', 192.0.2.7';
    return false;
  };
});

const check = (url = publicUrl) =>
  checkOutside({
    publicUrl: url,
    authSecret: SECRET,
    fenix: null,
    oidc: null,
    host: '127.0.0.1',
    port: 3000,
  });
const answering = (status: number, headers: Record<string, string> = {}) => {
  proxy = (_, response) => {
    response.writeHead(status, headers).end('<html></html>');
    return true;
  };
};
const having = (change: Partial<typeof node>) => {
  Object.assign(node, change);
};
const forwarding = (header: string | undefined) => {
  proxy = ({ headers }) => {
    if (header === undefined) delete headers['x-forwarded-for'];
    else headers['x-forwarded-for'] = header || String(headers['x-forwarded-for']);
    return false;
  };
};

it('sees this machine at the address that the proxy appends', async () => {
  expect((await check()).slice(0, 3)).toEqual([
    { name: 'public URL', state: 'ok', message: `Quad answers at ${publicUrl}.` },
    { name: 'nodes', state: 'ok', message: 'One node answers, version 1.2.3.' },
    { name: 'addresses', state: 'ok', message: 'The nodes see this machine at 192.0.2.7.' },
  ]);
});

it.each([
  ['another server', () => answering(200), /is not this Quad/, /PUBLIC_URL/],
  ['another path', () => answering(404), /is not this Quad \(404\)/, /PUBLIC_URL/],
  [
    'a redirect',
    () => answering(301, { location: 'https://new.example/' }),
    /redirects to https/,
    /PUBLIC_URL/,
  ],
  ['a proxy without nodes', () => answering(502), /reaches no node/, /nodes\.conf/],
  [
    'another secret',
    () => having({ authSecret: 'another' }),
    /another NEXTAUTH_SECRET/,
    /same NEXTAUTH_SECRET/,
  ],
  [
    'another URL of the nodes',
    () => having({ publicUrl: 'https://old.example' }),
    /has PUBLIC_URL=https:\/\/old\.example/,
    /same PUBLIC_URL/,
  ],
  ['addresses that users invent', () => forwarding(''), /pretend to be at any address/, /\$remote_addr/],
  ['no addresses', () => forwarding(undefined), /sends no X-Forwarded-For/, /\$remote_addr/],
  [
    'addresses that nodes do not believe',
    () => having({ trustProxy: false }),
    /TRUST_PROXY is not set/,
    /TRUST_PROXY=1/,
  ],
] as const)('names %s, and what to do', async (_, plant, message, mend) => {
  plant();
  expect((await check()).at(-1)).toEqual({
    name: expect.any(String),
    state: 'wrong',
    message: expect.stringMatching(message),
    mend: expect.stringMatching(mend),
  });
});

it('believes addresses without a proxy', async () => {
  node.trustProxy = false;
  forwarding('');
  expect((await check())[2]).toMatchObject({ name: 'addresses', state: 'ok' });
});

it.each([
  ['http://127.0.0.1:1', /does not answer: .*ECONNREFUSED/, /listens at the port/],
  ['http://quad.invalid', /does not answer/, /DNS/],
])('names the reason when %s does not answer', async (url, message, mend) => {
  expect(await check(url)).toEqual([
    {
      name: 'public URL',
      state: 'wrong',
      message: expect.stringMatching(message),
      mend: expect.stringMatching(mend),
    },
  ]);
});

it('answers the doctor alone', async () => {
  for (const header of ['', 'x.y', `${'a'.repeat(22)}.${'b'.repeat(43)}`]) {
    const answer = await fetch(publicUrl + DOCTOR_PATH, { headers: { 'x-quad-doctor': header } });
    expect([answer.status, JSON.stringify(await answer.json())]).toEqual([
      403,
      expect.stringContaining('forbidden'),
    ]);
  }
});
