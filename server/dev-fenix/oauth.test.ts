import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chooseAtDialog, type StartedFenix, startFenix, TEST_CLIENT } from '@/tests/support/fenix';
import { ACCESS_TOKEN_LIFETIME_MS, CODE_LIFETIME_MS } from './grants';
import { samplePeople } from './people';
import type { FenixClient } from './types';

const redirectUri = TEST_CLIENT.redirectUris[0] ?? '';
const banned: FenixClient = { id: 'banned', secret: 's+/=', redirectUris: [redirectUri] };
const secondRedirect = 'http://127.0.0.1:3000/other';
const client = { ...TEST_CLIENT, redirectUris: [redirectUri, secondRedirect] };

let fenix: StartedFenix;
let now = Date.UTC(2026, 8, 1);

beforeAll(async () => {
  fenix = await startFenix({ clients: [client, banned], now: () => now });
});
afterAll(() => fenix.stop());
beforeEach(() => {
  fenix.reset();
  banned.banned = false;
});

const dialogUrl = (more: Record<string, string> = {}) =>
  `${fenix.baseUrl}/oauth/userdialog?${new URLSearchParams({ client_id: client.id, redirect_uri: redirectUri, state: 'st ate+&=', ...more })}`;

async function newCode(more: Record<string, string> = {}): Promise<string> {
  return (await chooseAtDialog(dialogUrl(more), 'ist1100001')).searchParams.get('code') ?? '';
}

async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(fenix.baseUrl + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string | number> };
}

const tokenForm = (code: string, more: Record<string, string> = {}) => ({
  client_id: client.id,
  client_secret: client.secret,
  redirect_uri: redirectUri,
  grant_type: 'authorization_code',
  code,
  ...more,
});
const exchange = (code: string, more: Record<string, string> = {}) =>
  post('/oauth/access_token', tokenForm(code, more));
const refused = (errorDescription: string, status = 400) => ({
  status,
  body: { error: 'invalid_grant', errorDescription },
});

describe('the code', () => {
  it('is returned with the state as sent', async () => {
    const back = await chooseAtDialog(dialogUrl(), 'ist1100001');
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('st ate+&=');
    expect(back.searchParams.get('code')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('can be exchanged once', async () => {
    const code = await newCode();
    const { status, body } = await exchange(code);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
    });
    expect(await exchange(code)).toEqual(refused('code invalid'));
  });

  it('expires after a minute', async () => {
    const [first, second] = [await newCode(), await newCode()];
    now += CODE_LIFETIME_MS - 1;
    expect((await exchange(first)).status).toBe(200);
    now += 1;
    expect(await exchange(second)).toEqual(refused('code expired'));
  });

  it('works only for its application and redirect', async () => {
    const code = await newCode();
    const other = { client_id: banned.id, client_secret: banned.secret };
    expect(await exchange(code, other)).toEqual(refused('code invalid'));
    const mismatch = refused("credentials or redirect_uri don't match");
    expect(await exchange(code, { redirect_uri: secondRedirect })).toEqual(mismatch);
    expect(await exchange(code)).toEqual(refused('code invalid'));
  });

  it('is deleted in time, and at most a thousand are kept', async () => {
    const first = await newCode();
    const confirmation = new URLSearchParams({
      client_id: client.id,
      redirect_uri: redirectUri,
      username: 'ist1100001',
    });
    for (let batch = 0; batch < 20; batch++) {
      await Promise.all(
        Array.from({ length: 50 }, () =>
          fetch(`${fenix.baseUrl}/oauth/userconfirmation`, {
            method: 'POST',
            body: confirmation,
            redirect: 'manual',
          }),
        ),
      );
    }
    expect(await exchange(first)).toEqual(refused('code invalid'));
  });
});

describe('the application', () => {
  it('is authenticated by its secret, in the form or the query', async () => {
    const query = new URLSearchParams(tokenForm(await newCode()));
    const answer = await fetch(`${fenix.baseUrl}/oauth/token?${query}`, { method: 'POST' });
    expect(answer.status).toBe(200);
    expect(await exchange(await newCode(), { client_secret: 'wrong' })).toEqual(
      refused("credentials or redirect_uri don't match"),
    );
    expect(await exchange(await newCode(), { client_id: 'nobody' })).toEqual(refused('client_id not found'));
  });

  it('is not authenticated by a form-encoded secret in a Basic header', async () => {
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}`,
    });
    const code = await newCode();
    const form = { redirect_uri: redirectUri, grant_type: 'authorization_code', code };
    expect(await post('/oauth/token', form, basic(encodeURIComponent(client.secret)))).toEqual(
      refused("credentials or redirect_uri don't match"),
    );
    expect((await post('/oauth/token', form, basic(client.secret))).status).toBe(200);
  });

  it('is refused at every endpoint once banned', async () => {
    const back = await chooseAtDialog(dialogUrl({ client_id: banned.id }), 'ist1100001');
    const own = { client_id: banned.id, client_secret: banned.secret };
    const tokens = await exchange(back.searchParams.get('code') ?? '', own);
    banned.banned = true;
    const ban = refused('the application has been banned.', 401);
    expect(await exchange('any', own)).toEqual(ban);
    expect(await post('/oauth/refresh_token', own)).toEqual(ban);
    const dialog = await fetch(dialogUrl({ client_id: banned.id }));
    expect({ status: dialog.status, body: await dialog.json() }).toEqual(ban);
    const person = await fetch(`${fenix.baseUrl}/api/fenix/v1/person`, {
      headers: { authorization: `Bearer ${tokens.body.access_token}` },
    });
    expect(person.status).toBe(401);
    expect(await person.json()).toMatchObject({ error: 'appBanned' });
  });

  it('must send every parameter, by POST', async () => {
    expect(await post('/oauth/access_token', {})).toEqual(
      refused('client_id,client_secret,grant_type are mandatory'),
    );
    expect(await exchange('')).toEqual(refused('redirect_uri,code are mandatory'));
    expect(await exchange('x', { grant_type: 'password' })).toMatchObject({ status: 400 });
    for (const path of ['/oauth/access_token', '/oauth/token', '/oauth/refresh_token']) {
      const answer = await fetch(fenix.baseUrl + path);
      expect([answer.status, await answer.text()]).toEqual([405, '']);
    }
  });
});

describe('PKCE', () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = {
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };

  it('accepts the right verifier, with the secret or instead of it', async () => {
    expect((await exchange(await newCode(challenge), { code_verifier: verifier })).status).toBe(200);
    const without = { code_verifier: verifier, client_secret: '' };
    expect((await exchange(await newCode(challenge), without)).status).toBe(200);
  });

  it('refuses a wrong or missing verifier, and allows no second attempt', async () => {
    const code = await newCode(challenge);
    expect(await exchange(code, { code_verifier: `${verifier}x` })).toEqual(refused('code invalid'));
    expect(await exchange(code, { code_verifier: verifier })).toEqual(refused('code invalid'));
    expect(await exchange(await newCode(challenge))).toEqual(refused('code invalid'));
  });

  it.each(['response_type', 'code_challenge', 'code_challenge_method'])(
    'has no effect when %s is missing: then only the secret counts',
    async (missing) => {
      const { [missing as keyof typeof challenge]: _, ...rest } = challenge;
      const code = await newCode(rest);
      const without = { code_verifier: verifier, client_secret: '' };
      expect(await exchange(code, without)).toEqual(refused("credentials or redirect_uri don't match"));
      expect((await exchange(code)).status).toBe(200);
    },
  );
});

describe('the tokens', () => {
  const person = (accessToken: string) =>
    fetch(`${fenix.baseUrl}/api/fenix/v1/person`, { headers: { authorization: `Bearer ${accessToken}` } });
  const refresh = (refreshToken: string) =>
    post('/oauth/refresh_token', {
      client_id: client.id,
      client_secret: client.secret,
      refresh_token: refreshToken,
    });

  it('authorise the request of the person, in the header or in the query', async () => {
    const { body } = await exchange(await newCode());
    const expected = samplePeople().find(({ username }) => username === 'ist1100001');
    expect(await (await person(String(body.access_token))).json()).toEqual(expected);
    const query = new URLSearchParams({ access_token: String(body.access_token) });
    expect(await (await fetch(`${fenix.baseUrl}/api/fenix/v1/person?${query}`)).json()).toEqual(expected);
  });

  it('are refused with the API’s own error shape', async () => {
    const { body } = await exchange(await newCode());
    const outcome = async (answer: Response) => ({ status: answer.status, body: await answer.json() });
    const unreadable = {
      status: 401,
      body: { error: 'accessTokenInvalidFormat', error_description: 'Access Token not recognized.' },
    };
    expect(await outcome(await person('rubbish'))).toEqual(unreadable);
    expect(await outcome(await fetch(`${fenix.baseUrl}/api/fenix/v1/person`))).toEqual(unreadable);
    const unknown = Buffer.from('id:random').toString('base64');
    expect((await outcome(await person(unknown))).body).toMatchObject({ error: 'accessTokenInvalid' });
    now += ACCESS_TOKEN_LIFETIME_MS;
    expect((await outcome(await person(String(body.access_token)))).body).toMatchObject({
      error: 'accessTokenExpired',
    });
  });

  it('are renewed at a separate path, and the refresh token stays the same', async () => {
    const { body } = await exchange(await newCode());
    const renewed = await refresh(String(body.refresh_token));
    expect(renewed.status).toBe(200);
    expect(renewed.body.refresh_token).toBe(body.refresh_token);
    expect(renewed.body.access_token).not.toBe(body.access_token);
    expect((await person(String(body.access_token))).status).toBe(401);
    expect((await person(String(renewed.body.access_token))).status).toBe(200);
    expect(await refresh('rubbish')).toMatchObject({
      status: 401,
      body: { error: 'refreshTokenInvalidFormat' },
    });
    expect(await refresh(String(body.access_token))).toMatchObject({
      status: 401,
      body: { error: 'refreshTokenInvalid' },
    });
  });
});

describe('the switches', () => {
  it('make the token answer that of an older installation', async () => {
    Object.assign(fenix.switches, { stringExpiresIn: true, noTokenType: true });
    const { body } = await exchange(await newCode());
    expect(body.expires_in).toBe('3600');
    expect(body).not.toHaveProperty('token_type');
  });

  it('reduce the person', async () => {
    const { body } = await exchange(await newCode());
    const person = async () =>
      (await fetch(`${fenix.baseUrl}/api/fenix/v1/person?access_token=${body.access_token}`)).json();
    fenix.switches.noPhoto = true;
    expect(await person()).not.toHaveProperty('photo');
    fenix.switches.minimalPerson = true;
    expect(await person()).toEqual({ username: 'ist1100001' });
  });

  it('make one step answer 503', async () => {
    const code = await newCode();
    fenix.switches.fail = 'token';
    const answer = await fetch(`${fenix.baseUrl}/oauth/token`, { method: 'POST' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=UTF-8']);
    fenix.switches.fail = 'person';
    expect((await exchange(code)).status).toBe(200);
    expect((await fetch(`${fenix.baseUrl}/api/fenix/v1/person`)).status).toBe(503);
    fenix.switches.fail = 'dialog';
    expect((await fetch(dialogUrl())).status).toBe(503);
  });

  it('delay the answer until the client disconnects', async () => {
    fenix.switches.slowMs = 60_000;
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${fenix.baseUrl}/oauth/token`, { method: 'POST', signal })).rejects.toThrow(
      /timeout/,
    );
  });

  it('can be reset', () => {
    fenix.switches.fail = 'token';
    fenix.reset();
    expect(fenix.switches).toMatchObject({ fail: null, cancel: 'logout' });
  });
});
