import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WireToken } from '@/protocol/accounts';
import { connect, get, open, post } from '@/tests/support/clients';
import { cookieOf, createSignedIn, type SignedIn } from '@/tests/support/signed-in';
import { withQuad } from '@/tests/support/suite';
import { createVisitor, type Visitor } from '@/tests/support/visitor';

const SECRET = 'a secret of this test that signs its cookies';
const { quad, cast } = withQuad({ env: { LIMITS: 'off', NEXTAUTH_SECRET: SECRET } });
let ana: Visitor;
let pool: Pool;
beforeAll(async () => {
  ana = await browserOf('ist1100001');
  ({ pool } = await quad.db());
});

/** Returns a browser where the user is signed in, without the pages. */
async function browserOf(username: string): Promise<Visitor> {
  const [user] = (await createSignedIn(await quad.db(), [username])) as [SignedIn];
  const visitor = createVisitor(quad.url);
  const [name, value] = (await cookieOf(user.signInId, SECRET)).split('=') as [string, string];
  visitor.cookies.set(name, value);
  return visitor;
}

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

interface Codes {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
}
interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
}

const begin = async (body: object = {}) =>
  (await post(quad.url, '/api/v1/oauth/device-authorization', { client_id: 'terminal', ...body }))
    .json as Codes;
const poll = ({ device_code }: Codes) =>
  post(quad.url, '/api/v1/oauth/token', { grant_type: DEVICE, device_code, client_id: 'terminal' });
const answer = (code: string, allow = true, browser = ana) =>
  browser.command('/api/v1/device-codes/answer', { code, allow });
const renew = (refresh_token: string, headers: Record<string, string> = {}) =>
  fetch(`${quad.url}/api/v1/oauth/token`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ grant_type: 'refresh_token', refresh_token }),
  }).then(async (response) => ({ status: response.status, json: (await response.json()) as Tokens }));
const me = async (token: string) => (await get(quad.url, '/api/v1/me', token)).json;
const refusal = (error: string) => ({ status: 400, json: { error, error_description: expect.any(String) } });

async function signedIn(body: object = {}): Promise<Tokens> {
  const codes = await begin(body);
  await answer(codes.user_code);
  return (await poll(codes)).json as Tokens;
}

describe('[A43] a program signs in by a code', () => {
  test('that its user confirms in a browser', async () => {
    const codes = await begin();
    expect(codes).toMatchObject({
      user_code: expect.stringMatching(/^[B-Z]{4}-[B-Z]{4}$/),
      verification_uri: `${quad.url}/device`,
      verification_uri_complete: `${quad.url}/device?code=${codes.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    expect(await poll(codes)).toMatchObject(refusal('authorization_pending'));
    expect(await poll(codes)).toMatchObject(refusal('slow_down'));

    const code = codes.user_code.toLowerCase().replace('-', ' ');
    const waiting = (await ana.command('/api/v1/device-codes/review', { code })).json;
    expect(waiting).toMatchObject({ client: 'terminal', scopes: ['read', 'send', 'presence'] });
    await answer(code);
    const { status, json } = await poll(codes);
    expect([status, json]).toEqual([
      200,
      {
        access_token: expect.stringMatching(/^qt_/),
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: expect.stringMatching(/^qr_/),
        scope: 'read send presence',
      },
    ]);
    expect(await me((json as Tokens).access_token)).toEqual({
      id: 'ist1100001',
      name: 'ist1100001',
      administrator: false,
      guest: false,
      scopes: ['read', 'send', 'presence'],
      expires: expect.any(String),
    });
    // The codes were used.
    expect(await poll(codes)).toMatchObject(refusal('invalid_grant'));
    await expect(answer(code)).rejects.toThrow('404');
    const { rows } = await pool.query('SELECT * FROM api_tokens, refresh_tokens');
    for (const secret of [
      codes.device_code,
      ...Object.values(json as Tokens).filter((v) => /^q/.test(`${v}`)),
    ]) {
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(quad.logs()).not.toContain(secret);
    }
  });

  test('that its user refuses, or that expires', async () => {
    const refused = await begin();
    await answer(refused.user_code, false);
    expect(await poll(refused)).toMatchObject(refusal('access_denied'));
    const late = await begin();
    await pool.query(`UPDATE device_codes SET expires_at = now() - interval '1 s' WHERE user_code = $1`, [
      late.user_code.replace('-', ''),
    ]);
    await expect(answer(late.user_code)).rejects.toThrow('404');
    expect(await poll(late)).toMatchObject(refusal('expired_token'));
  });

  test('with the scopes that its user may give', async () => {
    const codes = await begin({ scope: 'read admin' });
    await expect(answer(codes.user_code)).rejects.toThrow('403');
    const narrow = await signedIn({ scope: 'read' });
    expect(narrow.scope).toBe('read');
    expect((await get(quad.url, '/api/v1/bots', narrow.access_token)).status).toBe(403);
  });

  test('by a form, as the libraries of OAuth send it', async () => {
    const form = (path: string, fields: Record<string, string>) =>
      fetch(`${quad.url}/api/v1/oauth/${path}`, { method: 'POST', body: new URLSearchParams(fields) });
    const codes = (await (
      await form('device-authorization', { client_id: 'a library', scope: 'read' })
    ).json()) as Codes;
    await answer(codes.user_code);
    const fields = { grant_type: DEVICE, device_code: codes.device_code, client_id: 'a library' };
    const tokens = (await (await form('token', fields)).json()) as Tokens;
    expect(await me(tokens.access_token)).toMatchObject({ id: 'ist1100001' });
    const odd = await form('token', { grant_type: 'implicit' });
    expect([odd.status, await odd.json()]).toMatchObject([400, { error: 'invalid_request' }]);
  });
});

describe('[A44] the tokens of a program', () => {
  test('are renewed; open sockets stay', async () => {
    const first = await signedIn();
    const connection = await cast.modern({ id: 'ist1100001', token: first.access_token });
    const { status, json: second } = await renew(first.refresh_token);
    expect([status, second.scope]).toEqual([200, first.scope]);
    expect((await get(quad.url, '/api/v1/me', first.access_token)).status).toBe(401);
    expect(await me(second.access_token)).toMatchObject({ id: 'ist1100001' });
    expect(await connection.say('sync', { cursors: {} })).toMatchObject({ ok: true });
    expect((await renew(second.refresh_token)).status).toBe(200);
  });

  test('end when a refresh token is used a second time, and so do the sockets', async () => {
    const first = await signedIn();
    const { json: second } = await renew(first.refresh_token);
    const connection = await cast.modern({ id: 'ist1100001', token: second.access_token });
    expect(await renew(first.refresh_token)).toMatchObject(refusal('invalid_grant'));
    await connection.ended;
    expect((await get(quad.url, '/api/v1/me', second.access_token)).status).toBe(401);
    expect(await renew(second.refresh_token)).toMatchObject(refusal('invalid_grant'));
  });

  test('are the same if a renewal is sent again under its key', async () => {
    const first = await signedIn();
    const key = { 'Idempotency-Key': randomUUID() };
    const { json: second } = await renew(first.refresh_token, key);
    expect((await renew(first.refresh_token, key)).json).toMatchObject({
      ...second,
      expires_in: expect.any(Number),
    });
    expect((await renew(second.refresh_token)).status).toBe(200);
    // Since then somebody else has the refresh token, too.
    expect(await renew(first.refresh_token, key)).toMatchObject(refusal('invalid_grant'));
  });

  test('are renewed by one of two requests at once', async () => {
    const { refresh_token } = await signedIn();
    const answers = await Promise.all([renew(refresh_token), renew(refresh_token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('end when the program signs out, when their user revokes them, and in time', async () => {
    const out = await signedIn();
    expect(await post(quad.url, '/api/v1/oauth/revoke', { token: out.refresh_token })).toMatchObject({
      status: 200,
    });
    expect((await get(quad.url, '/api/v1/me', out.access_token)).status).toBe(401);

    const revoked = await signedIn({ client_id: 'my terminal' });
    const listed = (await ana.visit('/api/v1/tokens')).json as WireToken[];
    const own = listed.find(({ name }) => name === 'my terminal') as WireToken;
    expect(Date.parse(own.expires ?? '') - Date.now()).toBeGreaterThan(29 * 86_400_000);
    await ana.visit(`/api/v1/tokens/${own.id}`, { method: 'DELETE', headers: { origin: quad.url } });
    expect(await renew(revoked.refresh_token)).toMatchObject(refusal('invalid_grant'));

    const old = await signedIn({ client_id: 'an old one' });
    await pool.query(
      `UPDATE api_tokens SET renewable_until = now() - interval '1 s' WHERE name = 'an old one'`,
    );
    expect(await renew(old.refresh_token)).toMatchObject(refusal('invalid_grant'));
    const unknown = await post(quad.url, '/api/v1/oauth/revoke', { token: 'qr_nothing' });
    expect(unknown).toMatchObject({ status: 200, json: { ok: true } });
  });
});

describe('[A45] a program signs in directly', () => {
  const token = (body: object) => post(quad.url, '/api/v1/oauth/token', { client_id: 'terminal', ...body });
  const password = 'three blue cats on the roof';

  test('with the password of a local account; another password ends it', async () => {
    const account = { username: 'terminal.user', name: 'Terminal User', email: 'tu@example.edu', password };
    await post(quad.url, '/api/v1/local-account/register', account);
    const sign = { grant_type: 'password', username: 'terminal.user' };
    expect(await token({ ...sign, password: 'another' })).toMatchObject(refusal('invalid_grant'));
    const tokens = (await token({ ...sign, password })).json as Tokens;
    expect(await me(tokens.access_token)).toMatchObject({ id: 'terminal.user', guest: false });
    const browser = await browserOf('terminal.user');
    const codes = await begin();
    await answer(codes.user_code, true, browser);
    await pool.query(
      `INSERT INTO password_resets (hash, user_id, expires_at)
       SELECT 'mailed', id, now() + interval '30 minutes' FROM users WHERE username = 'terminal.user'`,
    );
    const change = { old: password, new: 'four green dogs in the yard' };
    const { json } = await browser.command('/api/v1/local-account/password', change);
    expect(json).toEqual({ signedOut: 1 });
    // A code that was confirmed before, and a mailed link, begin nothing any more.
    expect(await poll(codes)).toMatchObject(refusal('invalid_grant'));
    expect((await pool.query('SELECT 1 FROM password_resets')).rowCount).toBe(0);
    expect((await get(quad.url, '/api/v1/me', tokens.access_token)).status).toBe(401);
    expect(await renew(tokens.refresh_token)).toMatchObject(refusal('invalid_grant'));
  });

  test('as a guest, for the day of the guest', async () => {
    const guest = { grant_type: 'urn:quad:guest', name: 'Maria' };
    expect(await token({ ...guest, scope: 'read bots' })).toMatchObject(refusal('access_denied'));
    const tokens = (await token(guest)).json as Tokens;
    expect(await me(tokens.access_token)).toMatchObject({ name: 'Maria (guest)', guest: true });
    const { rows } = await pool.query(
      `SELECT t.renewable_until = u.guest_until AS same FROM api_tokens t JOIN users u ON u.id = t.user_id
       WHERE u.name = 'Maria (guest)'`,
    );
    expect(rows).toEqual([{ same: true }]);
  });
});

test('[A6] a program opens a socket with a ticket in place of its token, and has the same rights', async () => {
  const { access_token } = await signedIn({ scope: 'read' });
  const { json } = await post(quad.url, '/api/v1/socket-ticket', {}, access_token);
  const { ticket } = json as { ticket: string };
  const connection = await connect(quad.url, { ticket });
  const sent = await connection.send({ to: 'people', users: ['ist1100002'] }, 'not allowed');
  expect(sent).toMatchObject({ error: { code: 'forbidden' } });
  await connection.close();
  await expect(open(quad.url, { ticket })).rejects.toThrow();

  const used = await post(quad.url, '/api/v1/socket-ticket', {}, access_token);
  await post(quad.url, '/api/v1/oauth/revoke', { token: access_token });
  await expect(open(quad.url, { ticket: (used.json as { ticket: string }).ticket })).rejects.toThrow();
});
