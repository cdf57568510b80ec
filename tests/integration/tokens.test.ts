import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WireToken } from '@/protocol/accounts';
import type { WireEntry } from '@/protocol/messages';
import { SCOPES, type Scope } from '@/protocol/scopes';
import { ask, errorOf, get, ok, open, post } from '@/tests/support/clients';
import { runOperator } from '@/tests/support/operator';
import { withQuad } from '@/tests/support/suite';
import { createVisitor, type Visitor } from '@/tests/support/visitor';

const { quad, cast } = withQuad({ env: { LIMITS: 'off' } });
let owner: Visitor;
beforeAll(async () => {
  owner = createVisitor(quad.url);
  await owner.signIn('ist1100001');
});

const make = (body: object, browser = owner) =>
  browser.visit('/api/v1/tokens', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { origin: quad.url },
  });
const list = async () => (await owner.visit('/api/v1/tokens')).json as WireToken[];
const fieldOf = (json: unknown) => (json as { error: { field?: string } }).error.field;

describe('a token', () => {
  test('[A7] is created, shown once, listed without its secret, used and revoked', async () => {
    const { status, headers, json } = await make({
      name: '  Build server ',
      scopes: ['send', 'read'],
      days: 30,
    });
    expect(status).toBe(201);
    const { id, token, expires } = json as { id: string; token: string; expires: string };
    expect(headers.get('location')).toBe(`/api/v1/tokens/${id}`);
    expect((await owner.visit(`/api/v1/tokens/${id}`)).json).toMatchObject({ id, name: 'Build server' });
    expect((await createVisitor(quad.url).visit(`/api/v1/tokens/${id}`)).status).toBe(401);
    expect(token).toMatch(/^qt_[\w-]{43}$/);
    expect(Date.parse(expires) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect(Date.parse(expires) - Date.now()).toBeLessThan(31 * 86_400_000);

    const listed = await owner.visit('/api/v1/tokens');
    expect(listed.text).not.toContain(token);
    const shown = { id, name: 'Build server', scopes: ['read', 'send'], expires, connected: false };
    expect(listed.json).toMatchObject([{ ...shown, used: null }]);
    expect((await get(quad.url, '/api/v1/me', token)).json).toMatchObject({ id: 'ist1100001' });
    expect((await list())[0]?.used).toEqual(expect.any(String));

    const revoke = { method: 'DELETE', headers: { origin: quad.url } };
    expect((await owner.visit(`/api/v1/tokens/${id}`, revoke)).status).toBe(200);
    expect((await get(quad.url, '/api/v1/me', token)).status).toBe(401);
    expect(await list()).toEqual([]);
    const { rows } = await (await quad.db()).pool.query('SELECT * FROM api_tokens WHERE id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(quad.logs()).not.toContain(token);
  });

  test.each([
    ['without a name', { scopes: ['read'] }, 'name'],
    ['with an invisible name', { name: 'a\u202eb', scopes: ['read'] }, 'name'],
    ['without scopes', { name: 'x', scopes: [] }, 'scopes'],
    ['for an unknown scope', { name: 'x', scopes: ['read', 'all'] }, 'scopes.1'],
    ['for one scope twice', { name: 'x', scopes: ['read', 'read'] }, 'scopes'],
    ['for longer than a year', { name: 'x', scopes: ['read'], days: 366 }, 'days'],
    ['for half a day', { name: 'x', scopes: ['read'], days: 0.5 }, 'days'],
    ['with more than that', { name: 'x', scopes: ['read'], administrator: true }, 'administrator'],
  ])('%s is refused by naming the field', async (_, body, field) => {
    const { status, json } = await make(body);
    expect([status, fieldOf(json)]).toEqual([400, field]);
  });

  test('[A12] of an administrator only gives access to administration', async () => {
    expect(await make({ name: 'x', scopes: ['admin'] })).toMatchObject({
      status: 403,
      json: { error: { field: 'scopes' } },
    });
    const administrator = createVisitor(quad.url);
    await administrator.signIn('ist1000001');
    const { json } = await make({ name: 'x', scopes: ['admin'] }, administrator);
    const { token } = json as { token: string };
    expect((await get(quad.url, '/API/admin/users/show', token)).status).toBe(200);
    const refused = await get(quad.url, '/api/v1/users/ist1000001/photo', token);
    expect(refused.json).toMatchObject({
      error: { code: 'forbidden', message: expect.stringContaining('"read"') },
    });
  });

  test('is one of a hundred at most', async () => {
    const newVisitor = createVisitor(quad.url);
    await newVisitor.signIn('ist1100005');
    for (let n = 0; n < 100; n++)
      expect((await make({ name: `${n}`, scopes: ['read'] }, newVisitor)).status).toBe(201);
    expect(await make({ name: 'one more', scopes: ['read'] }, newVisitor)).toMatchObject({
      status: 409,
      json: { error: { code: 'conflict' } },
    });
  });

  test('[A13] expires, for routes at once, and its sockets end with it', async () => {
    const { json } = await make({ name: 'short', scopes: ['read'], days: 1 });
    const { id, token } = json as { id: string; token: string };
    const connection = await cast.modern({ id: 'ist1100001', token });
    const { pool } = await quad.db();
    await pool.query("UPDATE api_tokens SET expires_at = now() - interval '1 s' WHERE id = $1", [id]);
    expect((await get(quad.url, '/api/v1/me', token)).status).toBe(401);
    expect(await connection.next('signed_out')).toEqual([{ reason: 'revoked' }]);
    await connection.ended;
    // The token stays in the list, so that its user can see why a program stopped.
    expect((await list()).find((each) => each.id === id)).toMatchObject({ name: 'short' });
  });
});

/** A use of each scope; returns the answer. */
const USES: Record<Scope, (token: string) => Promise<{ status: number; json: unknown }>> = {
  read: (token) => post(quad.url, '/API/user/show/building', { token }),
  send: (token) =>
    post(quad.url, '/api/v1/messages', { to: { to: 'people', users: ['ist1100001'] }, text: 'x' }, token),
  presence: (token) => post(quad.url, '/API/user/update/range', { token, radious: 200 }),
  bots: (token) => get(quad.url, '/api/v1/bots', token),
  admin: (token) => get(quad.url, '/API/admin/users/show', token),
};

describe('[A12] a token with one scope', () => {
  test.each(SCOPES)('%s allows its use only, and the error names the missing scope', async (scope) => {
    const token = await quad.token('scoped-admin', { admin: true, scopes: new Set([scope]) });
    for (const each of SCOPES) {
      const { status, json } = await USES[each](token);
      if (each === scope) expect([each, status < 300]).toEqual([each, true]);
      else
        expect(json).toMatchObject({
          error: { code: 'forbidden', retryable: false, message: expect.stringContaining(`"${each}"`) },
        });
    }
    // No scope, and not all of them together, gives access to the account itself [A14].
    expect((await post(quad.url, '/api/v1/profile', { searchable: false }, token)).status).toBe(403);
  });

  test('read has a session, which cannot send or mark; send has none', async () => {
    const reader = await quad.token('reader', { scopes: new Set(['read']) });
    const connection = await cast.modern({ id: 'reader', token: reader });
    const refused = await connection.send({ to: 'people', users: ['ist1100001'] }, 'not this');
    expect(errorOf(refused)).toMatchObject({ code: 'forbidden', message: expect.stringContaining('"send"') });
    const { conversations } = ok(await connection.say('sync', { cursors: {} }));
    expect(conversations).toEqual([]);
    const conversation = randomUUID();
    for (const marked of [
      await connection.say('mark_read', { conversation, seq: 1 }),
      await connection.say('mark_all_read', { conversations: { [conversation]: 1 } }),
      await connection.say('mute', { conversation, muted: true }),
    ])
      expect(errorOf(marked)).toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('"send"'),
      });

    const sender = await quad.token('sender', { scopes: new Set(['send']) });
    const silent = await open(quad.url);
    const answer = await silent.say('new_client', { id: 'sender', token: sender });
    expect(errorOf(answer)).toMatchObject({ code: 'forbidden', message: expect.stringContaining('"read"') });
    await silent.close();
  });

  test('can be created by the operator, too', async () => {
    const run = (...args: string[]) => runOperator(['token', ...args], quad.env);
    const created = await run('ist1100006', '--create', '--scopes', 'read, bots');
    const [{ token }] = created.json() as [{ token: string }];
    expect((await USES.bots(token)).status).toBe(200);
    expect((await USES.send(token)).status).toBe(403);
    expect(await run('ist1100006', '--scopes', 'read,everything')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('[A15] the setting to be found by search', () => {
  test('is on by default, and changed only by the user', async () => {
    const profile = async () => (await owner.visit('/api/v1/profile')).json;
    const before = { id: 'ist1100001', name: 'Sample person 1', administrator: false, photo: true };
    expect(await profile()).toMatchObject({ ...before, searchable: true });
    const init = { method: 'POST', body: '{"searchable":false}', headers: { origin: quad.url } };
    expect((await owner.visit('/api/v1/profile', init)).json).toEqual({ ok: true });
    expect(await profile()).toMatchObject({ ...before, searchable: false, firstMessages: 'everyone' });
    await owner.signIn('ist1100001'); // FenixEdu's data of the user does not change the setting
    expect(await profile()).toMatchObject({ ...before, searchable: false });
  });
});

describe('a message from a program', () => {
  test('[D6] sent by the line of the README is seen in every open session of the recipient', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const line = /^curl .*\/api\/v1\/messages .*$/m.exec(readme)?.[0] ?? 'no such line';
    const [, to = ''] = /"users":\["(\w+)"\]/.exec(line) ?? [];
    const [, text = ''] = /"text":"([^"]+)"/.exec(line) ?? [];
    const rui = await cast.person(to);
    const sessions = [await cast.modern(rui), await cast.modern(rui)];
    const [old, sender] = [await cast.legacyClient(rui), await cast.person()];
    const program = await cast.modern(sender);

    const reply = await run(line.replaceAll('http://127.0.0.1:3000', quad.url), sender.token);
    const { id, entries, recipients } = reply as { id: string; entries: WireEntry[]; recipients: number };
    expect(entries).toMatchObject([{ conversation: { kind: 'direct', with: to }, message: { id, text } }]);
    expect(recipients).toBe(1);
    await Promise.all([...sessions, program].map((each) => each.has(text)));
    expect(await old.next('new_message')).toMatchObject([[to], [{ message: { id } }], expect.anything()]);
    for (const each of sessions)
      expect(each.shown()).toMatchObject([{ message: { id, text, from: { id: sender.id } } }]);
  });

  test('[D3][N3] that is retried under its clientId is the same message, and a different one is refused', async () => {
    const [rui, sender] = [await cast.person(), await cast.person()];
    const body = { to: { to: 'people', users: [rui.id] }, text: 'once', clientId: 'try-again-1' };
    const first = await post(quad.url, '/api/v1/messages', body, sender.token);
    const second = await post(quad.url, '/api/v1/messages', body, sender.token);
    expect(first.status).toBe(201);
    const { id, entries } = first.json as { id: string; entries: unknown };
    const location = first.headers.get('location') ?? '';
    const reader = await quad.token(sender.id, { scopes: new Set(['read']) });
    expect(location).toBe(`/api/v1/messages/${id}`);
    expect((await get(quad.url, location, reader)).json).toEqual({ id, entries });
    expect((await get(quad.url, location, (await cast.person()).token)).status).toBe(404);
    expect(second.headers.get('location')).toBeNull();
    expect([second.status, second.json]).toEqual([200, { ...(first.json as object), replayed: true }]);
    const another = await post(quad.url, '/api/v1/messages', { ...body, text: 'twice' }, sender.token);
    expect([another.status, fieldOf(another.json)]).toEqual([409, 'clientId']);
    const legacyBody = { users: [rui.id], message: 'twice', client_id: body.clientId };
    await expect(cast.call(sender, 'user/message/send', legacyBody)).rejects.toThrow('409');
    const tab = await cast.modern(rui);
    expect(tab.texts()).toEqual(['once']);
  });

  test('in one line, to a person, with its key in a header, is sent once', async () => {
    const [rui, sender] = [await cast.person(), await cast.person()];
    const send = async (content: string, key = 'line-0001') => {
      const response = await fetch(`${quad.url}/api/v1/messages`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${sender.token}`, 'Idempotency-Key': key },
        body: JSON.stringify({ username: rui.id, content }),
      });
      return response.status;
    };
    const tab = await cast.modern(rui);
    expect([await send('in one line'), await send('in one line'), await send('another')]).toEqual([
      201, 200, 409,
    ]);
    expect(await send('in one line', 'short')).toBe(400);
    await tab.has('in one line');
    expect(tab.texts()).toEqual(['in one line']);
  });

  test.each([
    ['to nobody', { to: { to: 'people', users: [] }, text: 'x' }, 400, 'to.users'],
    ['to an unknown user', { to: { to: 'people', users: ['nobody-here'] }, text: 'x' }, 404, 'users'],
    ['to range, from nowhere', { to: { to: 'range' }, text: 'x' }, 422, undefined],
    ['to no address', { text: 'x' }, 400, 'address'],
    ['without words', { to: { to: 'building' }, text: ' ' }, 400, 'text'],
  ])('%s is refused and delivered to no user', async (_, body, status, field) => {
    const sender = await cast.person();
    const answer = await post(quad.url, '/api/v1/messages', body, sender.token);
    expect([answer.status, fieldOf(answer.json)]).toEqual([status, field]);
  });
});

/** Runs a line as a shell does, where curl is installed; otherwise sends the same request by other means. */
async function run(line: string, token: string): Promise<unknown> {
  const env = { PATH: process.env.PATH, QUAD_TOKEN: token } as unknown as NodeJS.ProcessEnv;
  const has = await promisify(execFile)('sh', ['-c', 'command -v curl'], { env }).catch(() => null);
  if (has) return JSON.parse((await promisify(execFile)('sh', ['-c', line], { env })).stdout);
  const [, url = '', body = ''] = /^curl.* (http\S+) .*-d '([^']*)'/.exec(line) ?? [];
  const headers = { authorization: `Bearer ${token}` };
  return (await ask(quad.url, url, { method: 'POST', body, headers })).json;
}
