import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, connect, open } from '@/tests/support/clients';
import { chooseAtDialog, type StartedFenix, startFenix, TEST_CLIENT } from '@/tests/support/fenix';
import { type Quad, startQuad } from '@/tests/support/quad';
import { withQuad } from '@/tests/support/suite';
import { createVisitor, type Visitor } from '@/tests/support/visitor';

const COOKIE = 'next-auth.session-token';

// A hundred connections from one IP address race for a ticket.
const { quad } = withQuad({ env: { LIMIT_ANONYMOUS: '400/5' } });
let visitor: Visitor;
beforeEach(() => {
  visitor = createVisitor(quad.url);
});

const me = async (browser: Visitor) => browser.visit('/api/v1/me');

describe('signing in', () => {
  test('[A5] leads through the dialog to a cookie that names only the sign-in', async () => {
    const dialog = new URL(await visitor.begin());
    expect(dialog.origin + dialog.pathname).toBe(`${quad.url}/fenix/oauth/userdialog`);
    expect(dialog.searchParams.get('code_challenge_method')).toBe('S256');
    expect(dialog.searchParams.get('state')).toBeTruthy();
    expect(dialog.searchParams.get('redirect_uri')).toBe(`${quad.url}/api/auth/callback/fenix`);

    const done = await visitor.visit(await chooseAtDialog(dialog.href, 'ist1100001'));
    expect([done.status, done.headers.get('location')]).toEqual([302, `${quad.url}/`]);
    const set = done.headers.getSetCookie().find((cookie) => cookie.startsWith(`${COOKIE}=`));
    expect(set).toMatch(/; HttpOnly/);
    expect(set).toMatch(/; SameSite=Lax/);
    expect(set?.length).toBeLessThan(600);

    const answer = await me(visitor);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ id: 'ist1100001' });
    expect(answer.text).not.toMatch(/birthday|personal@|1990/);
    expect((await visitor.visit('/api/auth/session')).json).toEqual({ expires: expect.any(String) });

    const { rows } = await (await quad.db()).pool.query(
      'SELECT u.*, p.type FROM users u JOIN photos p ON p.user_id = u.id WHERE username = $1',
      ['ist1100001'],
    );
    expect(rows[0]).toMatchObject({ name: 'Sample person 1', type: 'image/webp' });
    expect(JSON.stringify(rows)).not.toMatch(/1990|personal|MALE/);
  });

  test('[A9] gives only the demonstration’s administrator the right', async () => {
    await visitor.signIn('ist1000001');
    const other = createVisitor(quad.url);
    await other.signIn('ist1100002');
    expect((await visitor.visit('/API/admin/users/show')).status).toBe(200);
    expect((await other.visit('/API/admin/users/show')).status).toBe(403);
  });

  test('[A27] gives the username that FenixEdu vouches for, although a bot has the id', async () => {
    const pool = (await quad.db()).pool;
    const token = await quad.token('ist1100004');
    const [building] = (await (await fetch(`${quad.url}/API/bot/show/buildings`)).json()) as { id: string }[];
    const register = (id: string) =>
      ask(quad.url, '/API/bot/register', {
        method: 'POST',
        body: JSON.stringify({ id, b_id: building?.id, token }),
      });
    expect((await register('ist1100012')).status).toBe(409);
    expect((await register('squatter')).status).toBe(200);
    // A bot from before there was a pattern for usernames.
    await pool.query(`UPDATE bots SET id = 'ist1100012' WHERE id = 'squatter'`);
    await visitor.signIn('ist1100012');
    expect((await me(visitor)).json).toMatchObject({ id: 'ist1100012' });
    await pool.query(`DELETE FROM bots WHERE id = 'ist1100012'`);
  });

  test('[A27] signs in as the user whom the operator created under that name, for nobody else', async () => {
    await quad.token('ist1100010');
    await visitor.signIn('ist1100010');
    expect((await me(visitor)).json).toMatchObject({ id: 'ist1100010', name: 'Sample person 10' });
    const again = createVisitor(quad.url);
    await again.signIn('ist1100010');
    expect((await me(again)).json).toMatchObject({ id: 'ist1100010' });
  });

  test('[A3] needs the state of this browser: a callback for another browser is refused', async () => {
    const callback = await chooseAtDialog(await visitor.begin(), 'ist1100001');
    const other = createVisitor(quad.url);
    const answer = await other.visit(callback);
    expect(answer.headers.get('location')).toBe(`${quad.url}/sign-in?error=fenix_stale`);
    expect(other.cookies.has(COOKIE)).toBe(false);
    const forged = new URL(callback);
    forged.searchParams.set('state', 'forged');
    expect((await visitor.visit(forged)).headers.get('location')).toBe(
      `${quad.url}/sign-in?error=fenix_stale`,
    );
  });

  test('works once with each code', async () => {
    const callback = await chooseAtDialog(await visitor.begin(), 'ist1100001');
    const cookiesBefore = new Map(visitor.cookies);
    expect((await visitor.visit(callback)).headers.get('location')).toBe(`${quad.url}/`);
    const second = createVisitor(quad.url);
    for (const [name, value] of cookiesBefore) second.cookies.set(name, value);
    expect((await second.visit(callback)).headers.get('location')).toBe(
      `${quad.url}/sign-in?error=fenix_refused`,
    );
  });

  test('redirects only to our own pages, whatever the URL says', async () => {
    for (const callbackUrl of ['https://evil.example/', '//evil.example', 'javascript:alert(1)', '%00', '']) {
      const newVisitor = createVisitor(quad.url);
      const begun = await newVisitor.submitAuth('/api/auth/signin/fenix', { callbackUrl });
      const done = await newVisitor.visit(
        await chooseAtDialog(begun.headers.get('location') ?? '', 'ist1100003'),
      );
      expect(new URL(done.headers.get('location') ?? '').origin).toBe(quad.url);
    }
  });

  test('cannot be started without the token of our page', async () => {
    const answer = await visitor.submit('/api/auth/signin/fenix', { callbackUrl: quad.url });
    expect(answer.headers.get('location')).not.toMatch(/userdialog/);
  });

  test.each([
    ['POST', '/api/auth/_log', 404],
    ['GET', '/api/auth/verify-request', 404],
    ['POST', '/api/auth/callback/credentials', 404],
    ['GET', '/api/auth/signin/other', 404],
    ['PUT', '/api/auth/session', 405],
    ['GET', '/api/auth/signin', 302],
    ['GET', '/api/auth/error?error=%0d%0aX', 302],
    ['GET', '/api/auth/callback/fenix', 302],
    ['GET', '/api/auth/callback/fenix?error=access_denied', 302],
    ['GET', '/api/auth/csrf?callbackUrl=http://[', 400],
  ])('%s %s is answered %i', async (method, path, status) => {
    const answer = await ask(quad.url, path, { method });
    expect(answer.status).toBe(status);
    if (status === 404) expect(answer.json).toMatchObject({ error: { code: 'not_found' } });
  });

  test.each([
    ['half of JSON', 'application/json', '{'],
    ['a list', 'application/json', '[]'],
    ['nested', 'application/json', '{"csrfToken":{"a":1},"callbackUrl":[1]}'],
    ['nested, and no text can be made of it', 'application/json', '{"csrfToken":{"toString":1}}'],
    ['badly encoded', 'application/x-www-form-urlencoded', '%'],
    ['of no known type', 'multipart/form-data', 'x'],
    ['huge', 'text/plain', 'x'.repeat(70_000)],
  ])('a body that is %s is no 5xx', async (_, type, body) => {
    for (const path of ['/api/auth/signin/fenix', '/api/auth/signout']) {
      const answer = await ask(quad.url, path, { method: 'POST', body, headers: { 'content-type': type } });
      expect(answer.status).toBeLessThan(500);
    }
  });
});

describe('a FenixEdu elsewhere', () => {
  let fenix: StartedFenix;
  let node: Quad;
  beforeAll(async () => {
    const redirectUris: string[] = [];
    fenix = await startFenix({ clients: [{ ...TEST_CLIENT, redirectUris }] });
    node = await startQuad({
      env: {
        FENIX_BASE_URL: fenix.baseUrl,
        FENIX_CLIENT_ID: TEST_CLIENT.id,
        FENIX_CLIENT_SECRET: TEST_CLIENT.secret,
        ADMINISTRATORS: 'ist1100005',
      },
    });
    redirectUris.push(`${node.url}/api/auth/callback/fenix`);
  });
  afterAll(async () => {
    await node?.remove();
    await fenix?.stop();
  });
  beforeEach(() => {
    fenix.reset();
    visitor = createVisitor(node.url);
  });

  test('[A1][A2] signs users in, with the secret in the form and each request sent once', async () => {
    fenix.requests.length = 0;
    const done = await visitor.signIn('ist1100005');
    expect(done.headers.get('location')).toBe(`${node.url}/`);
    expect(fenix.requests.filter((each) => /access_token|person/.test(each))).toEqual([
      'POST /oauth/access_token',
      'GET /api/fenix/v1/person',
    ]);
    expect((await me(visitor)).json).toMatchObject({ id: 'ist1100005' });
    expect((await visitor.visit('/API/admin/users/show')).status).toBe(200);
  });

  test.each([
    ['older answers', { stringExpiresIn: true, noTokenType: true, queryTokenOnly: true, noPhoto: true }],
    ['nothing but a username', { minimalPerson: true }],
  ])('is understood when it gives %s', async (_, switches) => {
    Object.assign(fenix.switches, switches);
    await visitor.signIn('ist1100006');
    expect((await me(visitor)).json).toMatchObject({ id: 'ist1100006' });
  });

  test.each([
    ['token', 'fenix_unavailable'],
    ['person', 'fenix_unavailable'],
  ] as const)('that fails at the %s is said to be unavailable', async (fail, code) => {
    const callback = await chooseAtDialog(await visitor.begin(), 'ist1100007');
    fenix.switches.fail = fail;
    const done = await visitor.visit(callback);
    expect(done.headers.get('location')).toBe(`${node.url}/sign-in?error=${code}`);
    expect(visitor.cookies.has(COOKIE)).toBe(false);
    expect((await me(visitor)).status).toBe(401);
  });

  test('[A4] that redirects a cancelled sign-in is reported as a refusal', async () => {
    fenix.switches.cancel = 'access_denied';
    const dialog = await (await fetch(await visitor.begin())).text();
    const [, cancel = ''] = /href="([^"]*error=access_denied[^"]*)"/.exec(dialog) ?? [];
    const done = await visitor.visit(cancel.replaceAll('&amp;', '&'));
    expect(done.headers.get('location')).toBe(`${node.url}/sign-in?error=fenix_refused`);
  });

  test('[S9] leaves no token, code, secret or unneeded personal data in the log', async () => {
    await expect.poll(() => node.logs()).toContain('fenix_unavailable');
    expect(node.logs()).not.toContain(TEST_CLIENT.secret);
    expect(node.logs()).not.toMatch(/access_token=|refresh_token|code=|birthday|personal@/);
  });
});

describe('behind one IP address', () => {
  let node: Quad;
  beforeAll(async () => {
    // Tokens do not refill while the tests run.
    node = await startQuad({
      env: { LIMIT_ANONYMOUS: '3/0.0001', LIMIT_SIGN_IN: '6/0.0001', TRUST_PROXY: '1' },
    });
  });
  afterAll(() => node?.remove());

  test('[S5] users sign in, one after another, despite failing attempts from the same IP address', async () => {
    const guess = () => ask(node.url, '/api/v1/me', { headers: { authorization: 'Bearer guessed' } });
    const guesses = [await guess(), await guess(), await guess(), await guess()];
    expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    // Each sign-in takes three tokens, of which the one for next-auth's token stays taken.
    for (const username of ['ist1100001', 'ist1100002', 'ist1100003', 'ist1100004']) {
      const newVisitor = createVisitor(node.url);
      await newVisitor.signIn(username);
      expect((await me(newVisitor)).status).toBe(200);
    }
  });

  test('[S5] every request of signing in and out is limited', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    const csrf = () => ask(node.url, '/api/auth/csrf', { headers });
    while ((await csrf()).status !== 429);
    for (const [method, path] of [
      ['GET', 'session'],
      ['GET', 'providers'],
      ['POST', 'signin/fenix'],
      ['POST', 'signout'],
    ]) {
      const answer = await ask(node.url, `/api/auth/${path}`, { method, headers });
      expect([path, answer.status]).toEqual([path, 429]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const callback = await ask(node.url, '/api/auth/callback/fenix?code=x', { headers });
    expect(callback.headers.get('location')).toBe(`${node.url}/sign-in?error=rate_limited`);
  });
});

describe('signing out', () => {
  test('[A5][A8] revokes the cookie and its copies at once, and disconnects its sockets', async () => {
    await visitor.signIn('ist1100008');
    const thief = createVisitor(quad.url);
    for (const [name, value] of visitor.cookies) thief.cookies.set(name, value);
    const line = await connect(quad.url, { ticket: await visitor.ticket() });

    const done = await visitor.signOut();
    expect(done.headers.get('location')).toBe(`${quad.url}/sign-in`);
    expect(await line.next('signed_out')).toEqual([{ reason: 'signed_out' }]);
    await line.ended;
    expect((await me(thief)).status).toBe(401);
    expect((await thief.visit('/api/auth/session')).json).toEqual({});
    await expect(thief.ticket()).rejects.toThrow('401');
  });

  test('keeps the user signed in elsewhere', async () => {
    await visitor.signIn('ist1100009');
    const phone = createVisitor(quad.url);
    await phone.signIn('ist1100009');
    await visitor.signOut();
    expect((await me(phone)).status).toBe(200);
  });

  test('also works through our own route', async () => {
    await visitor.signIn('ist1100010');
    expect((await visitor.submit('/api/v1/sign-out', {})).status).toBeLessThan(300);
    expect((await me(visitor)).status).toBe(401);
  });
});

describe('a ticket', () => {
  test('[A6] opens one socket: of a hundred that present it at once, one starts', async () => {
    await visitor.signIn('ist1100011');
    const ticket = await visitor.ticket();
    const tries = await Promise.allSettled(Array.from({ length: 100 }, () => connect(quad.url, { ticket })));
    const opened = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(opened).toHaveLength(1);
    for (const each of tries) {
      if (each.status === 'rejected')
        expect(each.reason.data).toMatchObject({ error: { code: 'unauthenticated' } });
    }
    await opened[0]?.close();
  });

  test('[S7] is given only to our own pages', async () => {
    await visitor.signIn('ist1100011');
    for (const origin of ['https://evil.example', 'null', quad.url.replace('127.0.0.1', 'localhost')]) {
      const answer = await visitor.submit('/api/v1/socket-ticket', {}, { origin });
      expect(answer.status).toBe(403);
    }
    const without = await visitor.visit('/api/v1/socket-ticket', { method: 'POST' });
    expect(without.status).toBe(403);
  });

  test('that is invalid opens nothing, and is refused before there is a connection', async () => {
    await expect(open(quad.url, { ticket: 'qs_nothing' })).rejects.toMatchObject({
      data: { error: { code: 'unauthenticated' } },
    });
  });

  test('[S7] does not help a page of another site: its handshake is refused', async () => {
    await visitor.signIn('ist1100012');
    const ticket = await visitor.ticket();
    for (const transports of [['websocket'], ['polling']]) {
      await expect(
        open(quad.url, { ticket, transports, headers: { origin: 'https://evil.example' } }),
      ).rejects.toThrow();
    }
    await (await connect(quad.url, { ticket, headers: { origin: quad.url } })).close();
  });
});
