import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth, { type Account, type AuthOptions, type User } from 'next-auth';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chooseAtDialog, type StartedFenix, startFenix, TEST_CLIENT } from '@/tests/support/fenix';
import type { FenixError } from './fenix-person';
import { type FenixProviderOptions, fenixProvider, isFenixFailure } from './fenix-provider';
import { providerFailureOf } from './provider-failure';

/** A server with only next-auth, and a browser with only cookies. */
let site: { server: Server; url: string };
let fenix: StartedFenix;
let overrides: Partial<FenixProviderOptions> = {};
let seen: { user: User; account: Account | null }[] = [];
let log: unknown[] = [];
let failure: FenixError | undefined;
let cookies = new Map<string, string>();

beforeAll(async () => {
  const server = createServer((req, res) => {
    serve(req, res).catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  process.env.NEXTAUTH_URL = site.url;
  const client = { ...TEST_CLIENT, redirectUris: [`${site.url}/api/auth/callback/fenix`] };
  fenix = await startFenix({ clients: [client], basePath: '/fenix' });
});
afterAll(async () => {
  delete process.env.NEXTAUTH_URL;
  await fenix.stop();
  await new Promise((resolve) => site.server.close(resolve));
});
beforeEach(() => {
  fenix.reset();
  fenix.requests.length = 0;
  overrides = {};
  seen = [];
  log = [];
  failure = undefined;
  cookies = new Map();
});
afterEach(() => {
  // In every case: no secret, code or token in the log, nor data of a person that Quad does not keep.
  const logged = JSON.stringify(log, (_, value) =>
    value instanceof Error ? [value.name, value.message, value.stack] : value,
  );
  expect(logged).not.toContain(TEST_CLIENT.secret);
  expect(logged).not.toMatch(/access_token"|refresh_token"|21\/11\/1990|personal@/);
});

function authOptions(): AuthOptions {
  const provider = fenixProvider({
    baseUrl: `${fenix.baseUrl}/`,
    clientId: fenix.client.id,
    clientSecret: fenix.client.secret,
    onFailure: (error) => {
      failure = error;
    },
    ...overrides,
  });
  return {
    secret: 'a secret of the test',
    session: { strategy: 'jwt' },
    providers: [provider],
    logger: { error: (...all) => log.push(all), warn: () => {}, debug: () => {} },
    callbacks: {
      jwt: ({ user, account }) => {
        seen.push({ user, account });
        return { signInId: 'x' };
      },
    },
  };
}

async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '', site.url);
  let body = '';
  for await (const chunk of req) body += chunk;
  const jar = (req.headers.cookie ?? '').split('; ').map((each) => each.split(/=(.*)/s));
  const query = { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.split('/').slice(3) };
  const request = Object.assign(req, {
    query,
    cookies: Object.fromEntries(jar.map(([name, value = '']) => [name, decodeURIComponent(value)])),
    body: Object.fromEntries(new URLSearchParams(body)),
  });
  const response = Object.assign(res, {
    status: (code: number) => Object.assign(res, { statusCode: code }),
    json: (value: unknown) => res.end(JSON.stringify(value)),
    send: (value: unknown) => res.end(typeof value === 'string' ? value : JSON.stringify(value)),
  });
  await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, authOptions());
}

async function visit(url: string | URL, form?: Record<string, string>): Promise<Response> {
  const answer = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form && new URLSearchParams(form),
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    redirect: 'manual',
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    cookies.set(name, value);
  }
  return answer;
}

/** Starts a sign-in. Returns the URL of the dialog that next-auth redirects to. */
async function begin(): Promise<string> {
  const { csrfToken } = (await (await visit(`${site.url}/api/auth/csrf`)).json()) as { csrfToken: string };
  const answer = await visit(`${site.url}/api/auth/signin/fenix`, { csrfToken, callbackUrl: site.url });
  return answer.headers.get('location') ?? '';
}

async function finish(
  callback: string | URL,
): Promise<{ location: string | null; code: string | undefined }> {
  const location = (await visit(callback)).headers.get('location');
  return { location, code: providerFailureOf('fenix', String(callback), location, failure) };
}

const signIn = async (username = 'ist1100001') => finish(await chooseAtDialog(await begin(), username));

describe('signing in through next-auth', () => {
  it('requests the dialog with state, PKCE, the exact redirect and no scope', async () => {
    const dialog = new URL(await begin());
    expect(dialog.origin + dialog.pathname).toBe(`${fenix.baseUrl}/oauth/userdialog`);
    expect(Object.fromEntries(dialog.searchParams)).toEqual({
      client_id: TEST_CLIENT.id,
      redirect_uri: `${site.url}/api/auth/callback/fenix`,
      response_type: 'code',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('returns username, name and photo, and drops the tokens', async () => {
    expect(await signIn()).toEqual({ location: site.url, code: undefined });
    const [{ user, account } = { user: undefined, account: undefined }] = seen;
    expect(user).toEqual({
      id: 'ist1100001',
      username: 'ist1100001',
      name: 'Sample person 1',
      photo: { type: 'image/png', data: expect.any(Buffer) },
      email: undefined,
    });
    expect(account).toEqual({ provider: 'fenix', type: 'oauth', providerAccountId: 'ist1100001' });
    expect(fenix.requests.filter((each) => !each.includes('/user'))).toEqual([
      'POST /fenix/oauth/access_token',
      'GET /fenix/api/fenix/v1/person',
    ]);
    expect(log).toEqual([]);
  });

  it('works with older installations', async () => {
    Object.assign(fenix.switches, { stringExpiresIn: true, noTokenType: true, queryTokenOnly: true });
    expect((await signIn()).code).toBeUndefined();
    expect(seen[0]?.user.id).toBe('ist1100001');
  });

  it('accepts a person with only a username', async () => {
    fenix.switches.minimalPerson = true;
    await signIn('ist1100007');
    expect(seen[0]?.user).toMatchObject({ id: 'ist1100007', name: 'ist1100007', photo: null });
  });
});

describe('a failed sign-in', () => {
  it.each([
    ['token', 'fenix_unavailable'],
    ['person', 'fenix_unavailable'],
  ] as const)('reports that the %s answers 503', async (step, code) => {
    fenix.switches.fail = step;
    const outcome = await signIn();
    expect(outcome).toEqual({ location: `${site.url}/api/auth/error?error=OAuthCallback`, code });
    expect(seen).toEqual([]);
  });

  it('reports a slow FenixEdu', async () => {
    fenix.switches.slowMs = 60_000;
    overrides = { timeoutMs: 50 };
    expect((await signIn()).code).toBe('fenix_timeout');
  });

  it('reports an unreachable FenixEdu', async () => {
    const callback = await chooseAtDialog(await begin(), 'ist1100001');
    overrides = { baseUrl: 'http://127.0.0.1:1' };
    expect((await finish(callback)).code).toBe('fenix_unavailable');
    expect(failure?.message).toMatch(/ECONNREFUSED|network error/);
  });

  it('reports a cancel at an installation that redirects back', async () => {
    fenix.switches.cancel = 'access_denied';
    await begin();
    const back = `${site.url}/api/auth/callback/fenix?error=access_denied&error_description=no`;
    expect((await finish(back)).code).toBe('fenix_refused');
  });

  it('can be repeated after a cancel without a redirect', async () => {
    await begin();
    expect((await signIn()).code).toBeUndefined();
  });

  it('is refused with a wrong secret, a used code or no code', async () => {
    const callback = await chooseAtDialog(await begin(), 'ist1100001');
    const before = new Map(cookies);
    overrides = { clientSecret: 'wrong' };
    expect((await finish(callback)).code).toBe('fenix_refused');
    expect(failure?.message).toContain("credentials or redirect_uri don't match");
    overrides = {};
    expect((await finish(callback)).code).toBeUndefined();
    cookies = before;
    expect((await finish(callback)).code).toBe('fenix_refused');
    callback.searchParams.delete('code');
    failure = undefined;
    expect((await finish(callback)).code).toBe('fenix_malformed');
  });

  it('is refused with another browser’s state: nobody can be signed in as somebody else', async () => {
    const victim = await begin();
    const victimCookies = cookies;
    cookies = new Map();
    const attack = await chooseAtDialog(await begin(), 'ist1100002');
    cookies = victimCookies;
    expect((await finish(attack)).code).toBe('fenix_stale');
    attack.searchParams.delete('state');
    expect((await finish(attack)).code).toBe('fenix_stale');
    attack.searchParams.set('state', new URL(victim).searchParams.get('state') ?? '');
    // The right state with the code of another dialog: only PKCE refuses it.
    expect((await finish(attack)).code).toBe('fenix_refused');
    expect(seen).toEqual([]);
  });

  it('is stale without its cookies, as under another host name', async () => {
    const callback = await chooseAtDialog(await begin(), 'ist1100001');
    cookies = new Map();
    expect((await finish(callback)).code).toBe('fenix_stale');
    expect(fenix.requests).not.toContain('POST /fenix/oauth/access_token');
  });
});

describe('a FenixEdu with invalid answers', () => {
  const json = (body: unknown, status = 200) =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));
  const token = { access_token: 'abc' };

  it.each<[string, (url: string) => Promise<Response>]>([
    ['HTML for a token', () => Promise.resolve(new Response('<html>'))],
    ['an empty body', () => Promise.resolve(new Response(''))],
    [
      'a redirect',
      () => Promise.resolve(new Response('{}', { status: 302, headers: { location: 'https://a.test' } })),
    ],
    ['a token that is no string', () => json({ access_token: 12 })],
    ['a token with a line end', () => json({ access_token: 'a\r\nb' })],
    ['another kind of token', () => json({ ...token, token_type: 'mac' })],
    ['an endless token', () => json({ access_token: 'x'.repeat(100_000) })],
    [
      'an endless person',
      (url) => json(url.includes('person') ? { username: 'x'.repeat(5_000_000) } : token),
    ],
    ['a person without a username', (url) => json(url.includes('person') ? { name: 'A' } : token)],
    ['a list for a person', (url) => json(url.includes('person') ? [] : token)],
  ])('is malformed with %s', async (_, answer) => {
    overrides = { fetch: (url) => answer(String(url)) };
    expect((await signIn()).code).toBe('fenix_malformed');
  });

  it('cannot put our secret into the log', async () => {
    const description = `client_secret=${TEST_CLIENT.secret} is wrong`;
    overrides = { fetch: () => json({ error: 'invalid_grant', errorDescription: description }, 400) };
    expect((await signIn()).code).toBe('fenix_refused');
    expect(failure?.message).toContain('is wrong');
  });
});

describe('the failure behind next-auth’s answer', () => {
  const callback = 'http://127.0.0.1:3000/api/auth/callback/fenix?code=1';

  it('is undefined after a success and for another provider', () => {
    expect(providerFailureOf('fenix', callback, 'http://127.0.0.1:3000/', undefined)).toBeUndefined();
    expect(providerFailureOf('fenix', callback, null, undefined)).toBeUndefined();
    expect(
      providerFailureOf('fenix', callback, '/api/auth/error?error=AccessDenied', undefined),
    ).toBeUndefined();
    expect(providerFailureOf('fenix', callback, '/api/auth/error?error=Callback', undefined)).toBeUndefined();
    expect(
      providerFailureOf('fenix', 'http://127.0.0.1:3000/api/auth/session', '/x?error=Callback', undefined),
    ).toBeUndefined();
  });

  it('has a code that a page can check', () => {
    expect(isFenixFailure('fenix_timeout')).toBe(true);
    expect(['x', null, ['fenix_timeout'], '__proto__'].some(isFenixFailure)).toBe(false);
  });
});
