import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Credential, createCredential } from './credential';
import { readSession, type StoredSession, writeSession } from './session-file';
import { signInByDevice } from './sign-in';

/** A server that renews once for each refresh token, as Quad does. */
let server: Server;
let url: string;
let folder: string;
let valid: { access: string; refresh: string };
let answers: (() => { status: number; body: unknown } | null)[];
let renewals: Record<string, unknown>[];

beforeEach(async () => {
  valid = { access: 'a1', refresh: 'r1' };
  answers = [];
  renewals = [];
  folder = await mkdtemp(path.join(tmpdir(), 'quad-credential-'));
  server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    const scripted = answers.shift()?.();
    if (scripted === null) return request.socket.destroy();
    if (scripted) return answer(scripted.status, scripted.body);
    if (request.url === '/api/v1/oauth/token') {
      const body = JSON.parse(text) as Record<string, unknown>;
      renewals.push({ ...body, key: request.headers['idempotency-key'] });
      if (body.refresh_token !== valid.refresh) return answer(400, { error: 'invalid_grant' });
      const n = renewals.length + 1;
      valid = { access: `a${n}`, refresh: `r${n}` };
      return answer(200, { access_token: valid.access, refresh_token: valid.refresh, expires_in: 3600 });
    }
    if (request.headers.authorization !== `Bearer ${valid.access}`)
      return answer(401, { error: { code: 'unauthenticated', message: 'Sign in.', retryable: false } });
    return answer(
      200,
      request.url === '/api/v1/socket-ticket' ? { ticket: 't' } : { id: 'ana', name: 'Ana' },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Returns programs that use one session file, whose access token ends in `seconds`. */
async function programs(count: number, seconds: number) {
  const session: StoredSession = {
    version: 1,
    server: url,
    user: { id: 'ana', name: 'Ana', guest: false },
    credential: {
      kind: 'sign-in',
      access: 'a1',
      expires: Date.now() + seconds * 1000,
      refresh: 'r1',
      key: 'key-1234',
    },
  };
  const file = path.join(folder, 'session.json');
  await writeSession(file, session);
  return { file, all: Array.from({ length: count }, () => createCredential(session, file)) };
}
const never = new AbortController().signal;

test('two programs with one session file renew it once, and both go on', async () => {
  const { file, all } = await programs(2, 10);
  const tickets = await Promise.all(all.map((each) => each.ticket(never)));
  expect(tickets).toEqual([
    { state: 'ticket', ticket: 't' },
    { state: 'ticket', ticket: 't' },
  ]);
  expect(renewals).toEqual([expect.objectContaining({ refresh_token: 'r1', key: 'key-1234' })]);
  expect((await readSession(file))?.credential).toMatchObject({ access: 'a2', refresh: 'r2' });
});

test('a renewal whose answer was lost is made again with the same key', async () => {
  const { all } = await programs(1, 10);
  answers = [() => null];
  expect(await all[0]?.ticket(never)).toEqual({ state: 'later', retryAfter: 0 });
  expect(await all[0]?.ticket(never)).toMatchObject({ state: 'ticket' });
  expect(renewals).toEqual([expect.objectContaining({ key: 'key-1234' })]);
});

test('a token that is refused before its end is renewed; a sign-in that ended is said', async () => {
  const { all } = await programs(1, 3000);
  valid.access = 'other';
  expect(await all[0]?.call('/api/v1/me')).toMatchObject({ id: 'ana' });
  valid = { access: 'gone', refresh: 'gone' };
  expect(await all[0]?.ticket(never)).toEqual({ state: 'signed out' });
});

test('an access token is renewed before its end, and not earlier', async () => {
  const { all } = await programs(1, 50);
  const [program] = all;
  await program?.renewInTime();
  await program?.renewInTime();
  expect(renewals).toHaveLength(1);
  expect(program?.session.credential).toMatchObject({ access: 'a2' });
});

test('a file in which another user signed in meanwhile ends the sign-in of the program', async () => {
  const { file, all } = await programs(1, 10);
  const { session } = all[0] as Credential;
  await writeSession(file, { ...session, user: { id: 'rui', name: 'Rui', guest: false } });
  expect(await all[0]?.ticket(never)).toEqual({ state: 'signed out' });
  expect(all[0]?.session.user.id).toBe('ana');
  expect(renewals).toEqual([]);
});

test('a suspended user is told so when the sign-in is renewed', async () => {
  const { all } = await programs(1, 10);
  answers = [() => ({ status: 400, body: { error: 'access_denied' } })];
  expect(await all[0]?.ticket(never)).toEqual({ state: 'suspended' });
});

test('a device code is confirmed, although the server is busy and a connection is lost meanwhile', async () => {
  const status = (code: number, error: unknown) => () => ({ status: code, body: { error } });
  answers = [
    () => ({
      status: 200,
      body: {
        device_code: 'd',
        user_code: 'BCDF-GHJK',
        verification_uri: `${url}/device`,
        verification_uri_complete: `${url}/device?code=BCDF-GHJK`,
        expires_in: 600,
        interval: 0.001,
      },
    }),
    status(400, 'authorization_pending'),
    () => ({ status: 200, body: { access_token: 'a1', refresh_token: 'r1', expires_in: 3600 } }),
  ];
  const device = await signInByDevice(url, never);
  expect(device).toMatchObject({ code: 'BCDF-GHJK', fullUrl: `${url}/device?code=BCDF-GHJK` });
  expect(await device.confirmed).toMatchObject({ user: { id: 'ana' }, credential: { access: 'a1' } });
});
