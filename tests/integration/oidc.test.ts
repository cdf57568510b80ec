import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { post } from '@/tests/support/clients';
import { chooseAtDialog } from '@/tests/support/fenix';
import { chooseAtOidc, OIDC_CLIENT, OIDC_PEOPLE, type StartedOidc, startOidc } from '@/tests/support/oidc';
import { runOperator } from '@/tests/support/operator';
import { type Quad, startQuad } from '@/tests/support/quad';
import { createVisitor, type Visitor } from '@/tests/support/visitor';

const COOKIE = 'next-auth.session-token';
const [MARTA, NAMESAKE, NOBODY, NAMELESS] = OIDC_PEOPLE.map(({ sub }) => sub) as [
  string,
  string,
  string,
  string,
];

let oidc: StartedOidc;
let quad: Quad;
let visitor: Visitor;
beforeAll(async () => {
  oidc = await startOidc();
  quad = await startQuad({ env: { ...oidc.env, LOCAL_ACCOUNTS: 'off', OIDC_USERNAMES: '[a-z]+' } });
  oidc.register(quad.url);
});
afterAll(async () => {
  await quad?.remove();
  await oidc?.stop();
});
beforeEach(() => {
  visitor = createVisitor(quad.url);
});
afterEach(() => oidc.reset());

const signIn = async (sub: string | null, client = visitor) =>
  client.visit(await chooseAtOidc(await client.begin('oidc'), sub));
const me = async (client = visitor) => (await client.visit('/api/v1/me')).json as { id: string };

describe('signing in with an OpenID provider', () => {
  test('[A3][A20] asks for state, nonce and PKCE, and for no e-mail', async () => {
    const dialog = new URL(await visitor.begin('oidc'));
    expect(dialog.origin + dialog.pathname).toBe(`${oidc.issuer}/auth`);
    expect(Object.fromEntries(dialog.searchParams)).toMatchObject({
      client_id: OIDC_CLIENT.id,
      response_type: 'code',
      scope: 'openid profile',
      code_challenge_method: 'S256',
      redirect_uri: `${quad.url}/api/auth/callback/oidc`,
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
    });
  });

  test('[A2][A5] sets a cookie that names the sign-in; no other personal data is stored', async () => {
    const done = await signIn(MARTA);
    expect([done.status, done.headers.get('location')]).toEqual([302, `${quad.url}/`]);
    expect(await me()).toMatchObject({ id: 'mlopes' });
    const set = done.headers.getSetCookie().find((cookie) => cookie.startsWith(`${COOKIE}=`));
    expect(set).toMatch(/; HttpOnly/);
    expect(set?.length).toBeLessThan(600);
    const { rows } = await (await quad.db()).pool.query(
      `SELECT u.*, i.provider, i.subject FROM users u JOIN identities i ON i.user_id = u.id WHERE username = 'mlopes'`,
    );
    expect(rows[0]).toMatchObject({
      name: 'Marta Lopes',
      provider: 'oidc',
      subject: `${oidc.issuer} ${MARTA}`,
    });
    expect(JSON.stringify(rows)).not.toContain('personal');
  });

  test('[A20] finds a user again by the subject, whatever the name is by then', async () => {
    await signIn(MARTA);
    const person = OIDC_PEOPLE[0] as { preferred_username?: string; name?: string };
    Object.assign(person, { preferred_username: 'boss', name: 'Marta L.' });
    try {
      const again = createVisitor(quad.url);
      await signIn(MARTA, again);
      expect(await me(again)).toMatchObject({ id: 'mlopes', name: 'Marta L.' });
    } finally {
      Object.assign(person, { preferred_username: 'mlopes', name: 'Marta Lopes' });
    }
  });

  test('[A34] keeps the known name when the provider sends none, and reads it in two parts', async () => {
    const person = OIDC_PEOPLE[0] as (typeof OIDC_PEOPLE)[number];
    const { name } = person;
    const nameAfter = async (claims: Partial<typeof person>, sub = MARTA) => {
      delete person.name;
      Object.assign(person, claims);
      const newVisitor = createVisitor(quad.url);
      await signIn(sub, newVisitor);
      for (const part of ['name', 'given_name', 'family_name'] as const) delete person[part];
      return ((await me(newVisitor)) as { name?: string }).name;
    };
    try {
      expect(await nameAfter({ name: 'Marta Lopes' })).toBe('Marta Lopes');
      expect(await nameAfter({})).toBe('Marta Lopes');
      expect(await nameAfter({ name: ' \u200b ' })).toBe('Marta Lopes');
      expect(await nameAfter({ given_name: 'Marta', family_name: 'L. Dias' })).toBe('Marta L. Dias');
      expect(await nameAfter({ given_name: 'Marta' })).toBe('Marta');
      // Without any details: the name is the username, at every sign-in.
      const [first, second] = [await nameAfter({}, NAMELESS), await nameAfter({}, NAMELESS)];
      expect(first).toMatch(/^[a-z-]/);
      expect(second).toBe(first);
    } finally {
      person.name = name as string;
      await signIn(MARTA, createVisitor(quad.url));
    }
  });

  test('[A27] never gives a username that FenixEdu vouches for, whoever signs in first', async () => {
    await signIn(NAMESAKE);
    expect(await me()).toMatchObject({ id: 'oidc-ist1100001' });
    const rightful = createVisitor(quad.url);
    await rightful.visit(await chooseAtDialog(await rightful.begin(), 'ist1100001'));
    expect(await me(rightful)).toMatchObject({ id: 'ist1100001' });
    expect((await me()).id).toBe('oidc-ist1100001');
  });

  test('[A27] never signs in as a user whom the operator created', async () => {
    await quad.token('boss', { admin: true });
    const person = OIDC_PEOPLE[2] as { preferred_username?: string };
    person.preferred_username = 'boss';
    try {
      await signIn(NOBODY);
      expect(await me()).toMatchObject({ id: 'oidc-boss', administrator: false });
    } finally {
      delete person.preferred_username;
    }
  });

  test('[A27] twice at once for the first time creates one user', async () => {
    await (await quad.db()).pool.query(`DELETE FROM users WHERE username = 'mlopes'`);
    const both = [createVisitor(quad.url), createVisitor(quad.url)];
    await Promise.all(both.map((each) => signIn(MARTA, each)));
    expect(await Promise.all(both.map(async (each) => (await me(each)).id))).toEqual(['mlopes', 'mlopes']);
  });
});

describe('[A3] a callback', () => {
  test('of another browser is refused, and so is a forged state', async () => {
    const callback = await chooseAtOidc(await visitor.begin('oidc'), MARTA);
    const other = createVisitor(quad.url);
    expect((await other.visit(callback)).headers.get('location')).toBe(
      `${quad.url}/sign-in?error=oidc_stale`,
    );
    const forged = new URL(callback);
    forged.searchParams.set('state', 'forged');
    expect((await visitor.visit(forged)).headers.get('location')).toBe(
      `${quad.url}/sign-in?error=oidc_stale`,
    );
    expect(visitor.cookies.has(COOKIE)).toBe(false);
  });

  test('works once, and only with the code of its own dialog', async () => {
    const mine = await visitor.begin('oidc');
    const attacker = createVisitor(quad.url);
    const attackersCallback = await chooseAtOidc(await attacker.begin('oidc'), NAMESAKE);
    const mixed = await chooseAtOidc(mine, MARTA);
    const cookiesBefore = new Map(visitor.cookies);
    const good = new URL(mixed);
    mixed.searchParams.set('code', attackersCallback.searchParams.get('code') ?? '');
    expect((await visitor.visit(mixed)).headers.get('location')).toBe(
      `${quad.url}/sign-in?error=oidc_refused`,
    );
    for (const [name, value] of cookiesBefore) visitor.cookies.set(name, value);
    expect((await visitor.visit(good)).headers.get('location')).toBe(`${quad.url}/`);
    for (const [name, value] of cookiesBefore) visitor.cookies.set(name, value);
    expect((await visitor.visit(good)).headers.get('location')).toBe(
      `${quad.url}/sign-in?error=oidc_refused`,
    );
  });

  test('[A35] without the issuer that the provider promises to send, or with another issuer, is refused', async () => {
    for (const iss of [null, 'https://elsewhere.example']) {
      const newVisitor = createVisitor(quad.url);
      const callback = await chooseAtOidc(await newVisitor.begin('oidc'), MARTA);
      expect(callback.searchParams.get('iss')).toBe(oidc.issuer);
      if (iss === null) callback.searchParams.delete('iss');
      else callback.searchParams.set('iss', iss);
      const location = (await newVisitor.visit(callback)).headers.get('location');
      expect(location).toBe(`${quad.url}/sign-in?error=oidc_malformed`);
      expect(newVisitor.cookies.has(COOKIE)).toBe(false);
    }
  });

  test('of one provider is refused for the other', async () => {
    const fenix = await chooseAtDialog(await visitor.begin(), 'ist1100003');
    fenix.pathname = '/api/auth/callback/oidc';
    expect((await visitor.visit(fenix)).headers.get('location')).toBe(`${quad.url}/sign-in?error=oidc_stale`);
  });
});

test('[A36] signing out shows that the session with the provider continues, and links to its end and back', async () => {
  await signIn(MARTA);
  const out = await visitor.visit('/api/v1/sign-out', { method: 'POST', headers: { origin: quad.url } });
  expect(out.json).toEqual({ ok: true, provider: 'oidc' });
  expect((await visitor.visit('/api/v1/me')).status).toBe(401);
  const page = await (await fetch(`${quad.url}/sign-in?signedOut=oidc`)).text();
  expect(page).toContain('still signed in with Campus ID');
  const [, href = ''] = /href="([^"]*session\/end[^"]*)"/.exec(page) ?? [];
  const end = await fetch(href.replaceAll('&amp;', '&'));
  expect([end.status, await end.text()]).toEqual([200, expect.stringContaining('logout')]);
  expect(await (await fetch(`${quad.url}/sign-in?signedOut=fenix`)).text()).not.toContain('session/end');
});

describe('[A4] a provider that', () => {
  test.each(['/token', '/me', '/jwks'])(
    'fails at %s is reported as unavailable, and works again afterwards',
    async (path) => {
      const callback = await chooseAtOidc(await visitor.begin('oidc'), MARTA);
      oidc.fail = path;
      const done = await visitor.visit(callback);
      expect(done.headers.get('location')).toBe(`${quad.url}/sign-in?error=oidc_unavailable`);
      expect(visitor.cookies.has(COOKIE)).toBe(false);
      oidc.reset();
      expect((await signIn(MARTA)).headers.get('location')).toBe(`${quad.url}/`);
    },
  );

  test('redirects a cancelled sign-in is reported as a refusal', async () => {
    expect((await signIn(null)).headers.get('location')).toBe(`${quad.url}/sign-in?error=oidc_refused`);
  });

  test('cannot be reached is reported as unavailable to the page that requests the dialog', async () => {
    oidc.fail = '/';
    await quad.restart();
    const answer = await visitor.submitAuth('/api/auth/signin/oidc', { callbackUrl: '/', json: 'true' });
    expect([answer.status, answer.json]).toEqual([
      200,
      { url: `${quad.url}/sign-in?error=oidc_unavailable` },
    ]);
    const callback = await visitor.visit('/api/auth/callback/oidc?code=x&state=y');
    expect(callback.headers.get('location')).toBe(`${quad.url}/sign-in?error=oidc_unavailable`);
    oidc.reset();
    expect((await signIn(MARTA)).headers.get('location')).toBe(`${quad.url}/`);
  });

  test('[S9] leaves no token, code or secret in the log', async () => {
    await expect.poll(() => quad.logs()).toContain('oidc_unavailable');
    expect(quad.logs()).not.toContain(OIDC_CLIENT.secret);
    expect(quad.logs()).not.toMatch(/id_token|access_token|code=|eyJ|personal/);
  });
});

describe('the doctor', () => {
  const doctor = async (env: Record<string, string>) => {
    const { stdout } = await runOperator(['doctor', '--json'], { ...quad.env, ...env });
    const { findings } = JSON.parse(stdout) as {
      findings: { name: string; state: string; message: string }[];
    };
    return findings.filter(({ name }) => name === 'OpenID provider');
  };

  test('finds no problem with a working provider', async () => {
    expect((await doctor({})).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
  });

  test.each([
    ['a wrong secret', { OIDC_CLIENT_SECRET: 'wrong' }, 'refuses its secret'],
    ['an unknown application', { OIDC_CLIENT_ID: 'nobody' }, 'does not know the application'],
    ['another URL', { OIDC_ISSUER: 'http://127.0.0.1:9/nothing' }, 'as an OpenID provider'],
    ['a callback that is not registered', { PUBLIC_URL: 'http://127.0.0.1:9' }, 'not know the redirect URL'],
  ])('names %s', async (_, env, message) => {
    const findings = await doctor(env);
    expect(findings.at(-1)).toMatchObject({ state: 'wrong', message: expect.stringContaining(message) });
  });
});

test('[A25] by default an installation has only the configured provider as a sign-in method', async () => {
  const FENIX = {
    FENIX_BASE_URL: 'https://fenix.example.edu',
    FENIX_CLIENT_ID: 'a',
    FENIX_CLIENT_SECRET: 'b',
  };
  const real = await startQuad({ env: FENIX });
  try {
    const [page = ''] = /<main.*<\/main>/s.exec(await (await fetch(`${real.url}/sign-in`)).text()) ?? [];
    expect(page).toContain('FenixEdu');
    expect(page).not.toMatch(/Campus ID|Quad account|guest/);
    for (const way of ['signin/oidc', 'callback/local', 'callback/guest'])
      expect((await fetch(`${real.url}/api/auth/${way}`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${real.url}/register`)).status).toBe(404);
    const account = { username: 'maria', name: 'Maria', email: 'a@example.edu', password: 'k7#pQz!9Lm' };
    const answer = await post(real.url, '/api/v1/local-account/register', account);
    expect(answer).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } });
  } finally {
    await real.remove();
  }
}, 120_000);
