import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import type { WireRoom } from '@/protocol/safety';
import { createToken } from '@/server/accounts/create-token';
import { signInGuest } from '@/server/accounts/sign-in-guest';
import { setAdministratorFlag } from '@/server/accounts/store/users';
import type { UserActor } from '@/server/actor';
import { createConversation } from '@/server/conversations/create-conversation';
import { joinChannel } from '@/server/conversations/join-channel';
import { sendMessage } from '@/server/conversations/send-message';
import { createHttp } from '@/server/http/server';
import { report } from '@/server/safety/report';
import { withCores } from '@/tests/support/suite';

const { core } = withCores();
let http: ReturnType<typeof createHttp>['http'];
let ana: UserActor;
let rui: UserActor;
const tokens = new Map<UserActor, string>();

beforeAll(async () => {
  const server = createHttp(core.app.config);
  http = server.http;
  server.serve(core.app, {
    pages: { handle: (_, response) => response.writeHead(418).end(), upgrade: null, folder: null },
    fenix: null,
    realtime: { upgrade() {} },
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
  for (const person of [ana, rui]) {
    const { token } = await createToken(core.app, { username: person.username });
    tokens.set(person, token);
    // The first use of a token is recorded, and later ones once a minute.
    await ask(person, 'GET', '/api/v1/me');
  }
});
afterAll(() => {
  http.closeAllConnections();
  http.close();
});

/** Requests a route over HTTP; returns the answer and the number of statements that it took. */
async function ask(person: UserActor, method: string, path: string, body?: object) {
  const { port } = http.address() as AddressInfo;
  let answer = { status: 0, text: '' };
  const statements = await core.statements(async () => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { Authorization: `Bearer ${tokens.get(person)}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    answer = { status: response.status, text: await response.text() };
  });
  return { ...answer, statements };
}

test('a request takes one statement to authenticate, and those of its command', async () => {
  const me = await ask(ana, 'GET', '/api/v1/me');
  expect([me.status, me.statements]).toEqual([200, 2]);

  const message = { address: { to: 'people', users: [rui.username] }, text: 'hello' };
  await ask(ana, 'POST', '/api/v1/messages', message); // begins the conversation
  const sent = await ask(ana, 'POST', '/api/v1/messages', message);
  expect([sent.status, sent.statements]).toEqual([201, 6]);

  const { socketId } = await core.session(rui);
  const receive = () => ask(rui, 'POST', '/API/user/message/receive', { socket_id: socketId });
  const received = await receive();
  expect([received.status, JSON.parse(received.text).length, received.statements]).toEqual([200, 2, 4]);
  const nothing = await receive();
  expect([nothing.text, nothing.statements]).toEqual(['[]', 4]);
});

/** Reads a list page by page, `limit` items at a time; returns the pages. */
async function pages<T>(person: UserActor, path: string, limit: number): Promise<T[][]> {
  const read: T[][] = [];
  for (let next: string | null = ''; next !== null; ) {
    const query = new URLSearchParams({ limit: String(limit), ...(next && { cursor: next }) });
    const { status, text } = await ask(person, 'GET', `${path}?${query}`);
    expect([status, text]).toEqual([200, expect.anything()]);
    const page = JSON.parse(text) as { items: T[]; next: string | null };
    read.push(page.items);
    next = page.next;
  }
  return read;
}

test('[S7] pages of other sites can neither send requests nor read answers: there are no CORS headers', async () => {
  const { port } = http.address() as AddressInfo;
  const origin = 'https://evil.example';
  for (const path of ['/api/v1/me', '/api/v1/places', '/api/v1/messages'])
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });
      const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect([names, method === 'OPTIONS' && answer.ok]).toEqual([[], false]);
    }
});

describe('[N8] lists', () => {
  let channels: string[];
  const textsOf = (entries: WireEntry[]) => entries.map(({ message }) => message.text);

  beforeAll(async () => {
    channels = [];
    for (const title of ['Bridges', 'Chess', 'Choir', 'Drama', 'Film']) {
      const made = await createConversation(core.app, {
        actor: ana,
        wanted: { kind: 'channel', title, public: true },
      });
      channels.push(made.id);
      const address = { to: 'conversation' as const, id: made.id };
      for (const n of [1, 2, 3, 4, 5])
        await sendMessage(core.app, { actor: ana, address, text: `${title} ${n}`, clientId: randomUUID() });
    }
  });

  test('conversations come in the order of their newest messages, each once', async () => {
    const read = await pages<WireConversation>(ana, '/api/v1/conversations', 2);
    const ids = read.flat().map(({ id }) => id);
    expect(read.map(({ length }) => length).slice(0, 2)).toEqual([2, 2]);
    expect(ids.slice(0, 5)).toEqual([...channels].reverse());
    expect(new Set(ids).size).toBe(ids.length);
    const one = await ask(ana, 'GET', `/api/v1/conversations/${channels[0]}`);
    expect(JSON.parse(one.text)).toEqual(read.flat().find(({ id }) => id === channels[0]));
  });

  test('messages come from the newest page to the oldest, or forward after a seq', async () => {
    const path = `/api/v1/conversations/${channels[1]}/messages`;
    const back = await pages<WireEntry>(ana, path, 2);
    expect(back.map(textsOf)).toEqual([['Chess 4', 'Chess 5'], ['Chess 2', 'Chess 3'], ['Chess 1']]);
    const forward = JSON.parse((await ask(ana, 'GET', `${path}?after=1&limit=2`)).text);
    expect(textsOf(forward.items)).toEqual(['Chess 2', 'Chess 3']);
    const later = await ask(ana, 'GET', `${path}?limit=2&cursor=${forward.next}`);
    expect(JSON.parse(later.text)).toMatchObject({ items: [{ seq: 4 }, { seq: 5 }], next: null });
    // Authentication, the stays of the reader, the entries and their replies.
    expect(later.statements).toBe(4);
    expect((await ask(ana, 'GET', `${path}?before=3&limit=1`)).text).toContain('Chess 2');
  });

  test('members come in order of username; everybody may list those of a public channel', async () => {
    await joinChannel(core.app, { actor: rui, conversationId: channels[2] as string });
    const usernames = [ana.username, rui.username].sort();
    for (const reader of [ana, rui])
      expect(await pages(reader, `/api/v1/conversations/${channels[2]}/members`, 1)).toEqual(
        usernames.map((id) => [{ id, name: id }]),
      );
    expect(await pages(rui, `/api/v1/conversations/${channels[3]}/members`, 50)).toEqual([
      [{ id: ana.username, name: ana.username }],
    ]);
  });

  test('channels come in order of title', async () => {
    const read = await pages<{ title: string }>(rui, '/api/v1/channels', 2);
    expect(read.map((page) => page.map(({ title }) => title))).toEqual([
      ['Bridges', 'Chess'],
      ['Choir', 'Drama'],
      ['Film'],
    ]);
  });

  test('open reports come from the oldest, closed ones from the newest, and the messages of a bot from the newest', async () => {
    const reporters = await core.people(3);
    for (const actor of reporters)
      await report(core.app, { actor, about: { username: ana.username }, reason: 'spam' });
    await setAdministratorFlag(core.db, rui.username, true);
    const open = await pages<{ id: string; by: { id: string } }>(rui, '/api/v1/reports', 2);
    expect(open.map((page) => page.map(({ by }) => by.id))).toEqual([
      [reporters[0]?.username, reporters[1]?.username],
      [reporters[2]?.username],
    ]);
    for (const { id } of open.flat())
      expect((await ask(rui, 'POST', `/api/v1/reports/${id}/close`, {})).status).toBe(200);
    const closed = await pages<{ id: string }>(rui, '/api/v1/reports/closed', 2);
    expect(closed.map((page) => page.map(({ id }) => id))).toEqual([
      [open[1]?.[0]?.id, open[0]?.[1]?.id],
      [open[0]?.[0]?.id],
    ]);
    expect((await ask(rui, 'GET', '/api/v1/reports')).text).toBe('{"items":[],"next":null}');

    await core.db.pool.query(
      `WITH building AS (INSERT INTO buildings (id, name) VALUES ('lists', 'Lists') RETURNING id),
       bot AS (INSERT INTO bots (id, owner_id, building_id, secret_hash) SELECT 'lister', $1, id, 'x' FROM building RETURNING id)
       INSERT INTO messages (bot_id, client_id, text, created_at)
       SELECT id, 'client-' || n, 'said ' || n, now() - n * interval '1 minute' FROM bot, generate_series(1, 3) n`,
      [rui.userId],
    );
    const said = await pages<{ text: string }>(rui, '/api/v1/bots/lister/messages', 2);
    expect(said.map((page) => page.map(({ text }) => text))).toEqual([['said 1', 'said 2'], ['said 3']]);
    await setAdministratorFlag(core.db, rui.username, false);
  });

  test('[D17] nobody reads a conversation that is not theirs', async () => {
    for (const path of [channels[0], `${channels[0]}/messages`])
      expect((await ask(rui, 'GET', `/api/v1/conversations/${path}`)).status).toBe(403);
  });

  test('a wrong query is refused with its field', async () => {
    const { next } = JSON.parse((await ask(ana, 'GET', '/api/v1/channels?limit=1')).text);
    const field = async (query: string) => {
      const { status, text } = await ask(ana, 'GET', `/api/v1/conversations?${query}`);
      return [status, JSON.parse(text).error.field];
    };
    expect(await field('limit=0')).toEqual([400, 'limit']);
    expect(await field('limit=201')).toEqual([400, 'limit']);
    expect(await field('cursor=e30')).toEqual([400, 'cursor']);
    expect(await field(`cursor=${next}`)).toEqual([400, 'cursor']);
    expect(await field('page=2')).toEqual([400, 'page']);
    expect(await field('limit=1&limit=2')).toEqual([400, undefined]);
  });
});

test('a page of 200 messages takes three statements after authentication, as few as one of 2', async () => {
  const wanted = { kind: 'channel' as const, title: 'Long', public: false };
  const { id } = await createConversation(core.app, { actor: ana, wanted });
  const address = { to: 'conversation' as const, id };
  const texts = Array.from({ length: 201 }, (_, n) => String(n));
  await Promise.all(
    texts.map((text) => sendMessage(core.app, { actor: ana, address, text, clientId: randomUUID() })),
  );
  for (const limit of [200, 2]) {
    const page = await ask(ana, 'GET', `/api/v1/conversations/${id}/messages?limit=${limit}`);
    expect([JSON.parse(page.text).items.length, page.statements - 1]).toEqual([limit, 3]);
  }
});

test('[N7] the typed client and its example compile strictly, and read and send', async () => {
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'quad-client-'));
  try {
    const client = await (await fetch(`${url}/api/v1/typescript-client`)).text();
    const [, example = ''] =
      /^```ts\n(import .*?quad-client.*?)^```/ms.exec(readFileSync('docs/programs.md', 'utf8')) ?? [];
    writeFileSync(path.join(folder, 'quad-client.ts'), client);
    writeFileSync(path.join(folder, 'example.ts'), example);
    const wrong = `import { createQuad } from './quad-client';
const quad = createQuad({ url: '' });
// @ts-expect-error: the body is missing
void quad.sendMessage({});
// @ts-expect-error: a text is a string
void quad.sendMessage({ body: { address: { to: 'range' }, text: 1 } });
// @ts-expect-error: no such field
void quad.showMe().then(({ nothing }) => nothing);
`;
    writeFileSync(path.join(folder, 'wrong.ts'), wrong);
    writeFileSync(
      path.join(folder, 'node.d.ts'),
      'declare const process: { env: Record<string, string | undefined> };',
    );
    const options =
      '--noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noUnusedLocals';
    const target = '--target es2022 --lib es2022,dom --module preserve --types';
    const args = [...`${options} ${target}`.split(' '), '', 'node.d.ts', 'example.ts', 'wrong.ts'];
    const compiler = path.resolve('node_modules/typescript/bin/tsc');
    const compiled = spawnSync(process.execPath, [compiler, ...args], { cwd: folder, encoding: 'utf8' });
    expect(compiled.stdout).toBe('');

    const { outputFiles } = buildSync({
      stdin: {
        contents: example.replace('http://127.0.0.1:3000', url).replaceAll('ist1100002', rui.username),
        loader: 'ts',
        resolveDir: folder,
      },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'node20',
    });
    writeFileSync(path.join(folder, 'example.mjs'), outputFiles[0]?.contents ?? '');
    const env = { ...process.env, QUAD_TOKEN: tokens.get(ana) };
    const ran = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder, env });
    expect(ran.stdout).toContain('Hello from a program.\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('[R13] administrators list rooms without texts, and where a person is signed in', async () => {
  expect((await ask(rui, 'GET', '/api/v1/admin/rooms')).status).toBe(403);
  expect((await ask(rui, 'GET', `/api/v1/admin/users/${ana.username}/sign-ins`)).status).toBe(403);
  await setAdministratorFlag(core.db, rui.username, true);
  const actor = ana;
  await createConversation(core.app, { actor, wanted: { kind: 'channel', title: 'Secret', public: false } });
  await createConversation(core.app, { actor, wanted: { kind: 'channel', title: 'Open', public: true } });
  const rooms = (await pages<WireRoom>(rui, '/api/v1/admin/rooms', 1)).flat();
  const [open, secret] = rooms;
  expect(open).toMatchObject({
    kind: 'channel',
    title: 'Open',
    owner: ana.username,
    members: 1,
    messages: 0,
  });
  expect(secret).toMatchObject({ title: null, public: false, owner: ana.username });
  expect(new Set(rooms.map(({ id }) => id)).size).toBe(rooms.length);
  // Only what is valid now.
  await core.db.pool.query(
    `INSERT INTO api_tokens (user_id, name, hash, expires_at) VALUES ($1, 'old', 'old', now() - interval '1 day')`,
    [ana.userId],
  );
  const signIns = await ask(rui, 'GET', `/api/v1/admin/users/${ana.username}/sign-ins`);
  expect(JSON.parse(signIns.text)).toMatchObject([{ kind: 'program', connected: false }]);
  await setAdministratorFlag(core.db, rui.username, false);
});

test('[C23] a channel is joined by its title, and made if that is asked for', async () => {
  const join = async (person: UserActor, body: object) => {
    const { status, text } = await ask(person, 'POST', '/api/v1/channels/join', body);
    return { status, ...JSON.parse(text) };
  };
  expect(await join(ana, { title: 'Plaza' })).toMatchObject({ status: 404, error: { field: 'title' } });
  const made = await join(ana, { title: 'Plaza', create: true });
  expect(made).toMatchObject({ status: 200, kind: 'channel', title: 'Plaza', public: true, open: true });
  expect(await join(rui, { title: ' plaza', create: true })).toMatchObject({ status: 200, id: made.id });

  const config = { ...core.app.config, guests: true, landingChannel: 'PLAZA' };
  const { username } = await signInGuest(
    { ...core.app, config },
    { name: 'Maria', clientIp: '192.0.2.1', userAgent: '' },
  );
  const members = await pages<{ id: string }>(ana, `/api/v1/conversations/${made.id}/members`, 50);
  expect(members.flat().map(({ id }) => id)).toContain(username);
});

test('an unknown route and a wrong method take no statement', async () => {
  expect(await ask(ana, 'GET', '/api/v1/nothing')).toMatchObject({ status: 404, statements: 0 });
  expect(await ask(ana, 'DELETE', '/api/v1/me')).toMatchObject({ status: 405, statements: 0 });
});
