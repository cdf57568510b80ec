import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { identifier, secret } from '@/protocol/fields';
import { invalidToken } from '@/server/accounts/actors';
import type { UserActor } from '@/server/actor';
import { createLimits, type Limit, type Rate } from '@/server/limits';
import { createTestApp } from '@/tests/support/app';
import { type ServedRoute, serveRoute } from './serve-route';

const GOOD = 'qt_good';
const actor = { kind: 'user', userId: 'u1', username: 'ana', via: 'token', scopes: 'all' } as UserActor;
const rates = new Proxy({} as Record<Limit, Rate>, { get: () => ({ burst: 10, perSecond: 0.001 }) });

const app = createTestApp();
app.commands.authenticateToken = async ({ token }) => {
  if (token !== GOOD) throw invalidToken();
  return actor;
};

beforeEach(() => {
  app.limits = createLimits({ rates });
});

const body = z.strictObject({ id: identifier.optional(), token: secret.optional(), text: z.string() });
const route: ServedRoute = {
  key: 'POST /API/x',
  definition: {
    operationId: 'x',
    tag: 'Account',
    summary: 'Is only for this test.',
    caller: 'self',
    scope: null,
    body,
    answers: { 200: z.string() },
    errors: [],
  },
  run: ({ actor }) => (actor as UserActor).username,
};

async function ask(
  body: object | string,
  { token, clientIp = '192.0.2.1' }: { token?: string; clientIp?: string } = {},
) {
  const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const request = Object.assign(Readable.from([content]), {
    method: 'POST',
    url: '/API/x',
    headers: { ...(token && { authorization: `Bearer ${token}` }) },
    socket: { remoteAddress: clientIp },
  }) as unknown as IncomingMessage;
  const reply = await serveRoute(app, route, request, { params: {}, requestId: 'of-a-test' });
  const challenge = reply.headers['WWW-Authenticate'] ?? null;
  const { error } = JSON.parse(reply.body as string) as { error?: { code: string; field?: string } };
  const limit = reply.headers.RateLimit ?? null;
  return { code: error?.code ?? 'ok', field: error?.field, challenge, limit };
}

describe('[N4] a client with a valid credential', () => {
  test.each([
    ['in the header', { text: 1 }, GOOD],
    ['in the header, and no JSON', '{', GOOD],
    ['in the body', { token: GOOD, text: 1 }, undefined],
  ])('%s is limited for invalid bodies, and no other client at that IP address is', async (_, bad, token) => {
    const asked = { ...(token && { token }) };
    for (let n = 0; n < 10; n++) expect((await ask(bad, asked)).code).toBe('bad_request');
    expect((await ask(bad, asked)).code).toBe('rate_limited');
    expect((await ask({ text: 'x' })).code).toBe('unauthenticated');
  });

  test('is not limited by other clients at the same IP address', async () => {
    for (let n = 0; n < 10; n++)
      expect((await ask({ text: 'x' }, { token: 'qt_guess' })).code).toBe('unauthenticated');
    expect((await ask({ text: 'x' }, { token: 'qt_guess' })).code).toBe('rate_limited');
    expect((await ask({ text: 'x' }, { token: GOOD })).code).toBe('ok');
  });

  test('is told what is left of its limit', async () => {
    const limits = [];
    for (let n = 0; n < 11; n++) limits.push((await ask({ text: 1 }, { token: GOOD })).limit);
    expect(limits[0]).toMatch(/^"request";r=9;t=1000$/);
    expect(limits.at(-1)).toMatch(/^"request";r=0;t=10000$/);
    expect((await ask({ text: 'x' })).limit).toMatch(/^"anonymous";r=9;/);
  });
});

describe('[N4][N5] a credential', () => {
  test.each([
    ['that is invalid', { text: 1 }, 'qt_guess', 'Bearer realm="Quad", error="invalid_token"'],
    [
      'in the body that is invalid',
      { token: 'qt_guess', text: 1 },
      undefined,
      'Bearer realm="Quad", error="invalid_token"',
    ],
    ['that is malformed', { text: 'x' }, 'a b', 'Bearer realm="Quad", error="invalid_token"'],
    [
      'of another user than named',
      { id: 'rui', text: 'x' },
      GOOD,
      'Bearer realm="Quad", error="invalid_token"',
    ],
    ['that is missing', { text: 1 }, undefined, 'Bearer realm="Quad"'],
  ])('%s is reported before errors of the body', async (_, body, token, challenge) => {
    expect(await ask(body, { ...(token && { token }) })).toMatchObject({
      code: 'unauthenticated',
      challenge,
    });
  });

  test('may have been in a body that cannot be read', async () => {
    expect(await ask('{"token":"qt_')).toMatchObject({ code: 'bad_request', challenge: null });
  });

  test('that is valid lets the body be checked, and the wrong field be named', async () => {
    expect(await ask({ text: 1 }, { token: GOOD })).toMatchObject({ code: 'bad_request', field: 'text' });
    expect(await ask({ id: 'ana', text: 'x' }, { token: GOOD })).toMatchObject({ code: 'ok' });
  });
});
