import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PART_BYTES } from '@/protocol/attachments';
import { type Cast, createCast } from '../support/cast';
import { connectLegacyClient, open, type TestConnection } from '../support/clients';
import type { Asking } from '../support/rest';

let cast: Cast;
const connections: TestConnection[] = [];

beforeAll(async () => {
  cast = await createCast();
});
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await cast.stop();
});

const post = (path: string, body: Asking['body'], bearer?: string) =>
  cast.rest({ method: 'POST', path: `/API/${path}`, body, bearer });
const get = (path: string, bearer?: string) => cast.rest({ path: `/API/${path}`, bearer });

async function session(person: { id: string; token: string }) {
  const connection = await connectLegacyClient(cast.url, person);
  connections.push(connection);
  return connection;
}

/** Returns the centre of a building, from the data of the map. */
async function centreOf(id: string): Promise<{ latitude: number; longitude: number }> {
  const { buildings } = (await cast.rest({ path: '/api/v1/places', bearer: cast.user.token })).json();
  const { latitude, longitude } = buildings.find((building: { id: string }) => building.id === id);
  return { latitude, longitude };
}

describe('legacy users', () => {
  it('[O3][O9] report their position, as numbers or as text, and get the building', async () => {
    const { user, building } = cast;
    await session(user);
    const { latitude, longitude } = await centreOf(building.id);
    const inside = await post('user/update/coordinates', { ...user, latitude: `${latitude}`, longitude });
    expect([inside.status, inside.text]).toEqual([200, building.name]);
    expect(inside.headers['content-type']).toBe('text/plain; charset=utf-8');
    const outside = await post('user/update/coordinates', { ...user, latitude: 0, longitude: '0.0' });
    expect(outside.text).toBe('Out of IST registered facilities');
  });

  it('set a range, alone or in a list', async () => {
    for (const body of [
      { ...cast.user, radious: '300' },
      [
        { ...cast.user, radious: 100 },
        { ...cast.user, radious: 400 },
      ],
    ]) {
      const answer = await post('user/update/range', body);
      expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
        200,
        '',
        'text/plain; charset=utf-8',
      ]);
    }
    const { rows } = await cast.db.query('SELECT range FROM users WHERE username = $1', [cast.user.id]);
    expect(rows).toEqual([{ range: 400 }]);
    const mixed = await post('user/update/range', [
      { ...cast.other, radious: 1 },
      { ...cast.user, radious: 2 },
    ]);
    expect(mixed.status).toBe(400);
  });

  it('see each other in a building and in range', async () => {
    const { user, other, building } = cast;
    await session(other);
    const position = await centreOf(building.id);
    for (const person of [user, other]) await post('user/update/coordinates', { ...person, ...position });
    expect((await post('user/show/building', user)).json()).toEqual([{ id: other.id }]);
    const range = await post('user/show/range', { ...user, ...position, radious: 200 });
    expect(range.json()).toEqual([other.id]);
  });

  it('[O3][O7] send to a list or to lines, and receive each message once a session, oldest first', async () => {
    const { user, other, botOwner } = cast;
    const connection = await session(other);
    const listed = await post('user/message/send', { ...user, users: [other.id], message: 'first' });
    expect([listed.status, listed.text]).toEqual([200, '']);
    expect((await connection.next('new_message'))[0]).toEqual([other.id]);
    await post('user/message/send', { ...user, users: `${other.id}\n${botOwner.id}\n`, message: 'second' });
    const received = await post('user/message/receive', { ...other, socket_id: connection.socket.id });
    const messages = (received.json() as string[]).map((text) => JSON.parse(text));
    expect(messages.map(({ id, message }) => [id, message])).toEqual([
      [user.id, 'first'],
      [user.id, 'second'],
    ]);
    expect(messages[0].timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(
      (await post('user/message/receive', { ...other, socket_id: connection.socket.id })).json(),
    ).toEqual([]);
  });

  it('[O10] get the names of unknown users, and no message is sent', async () => {
    const { user, other } = cast;
    const count = async () => (await cast.db.query('SELECT count(*) FROM messages')).rows[0].count;
    const before = await count();
    const answer = await post('user/message/send', {
      ...user,
      users: [other.id, 'nobody-here'],
      message: 'x',
    });
    expect([answer.status, answer.json().error]).toMatchObject([404, { code: 'not_found', field: 'users' }]);
    expect(answer.json().error.message).toContain('nobody-here');
    expect(await count()).toBe(before);
  });
});

describe('legacy bots', () => {
  it('[B3][B4][B7] go from new to waiting to available to running, and stop at once', async () => {
    const { administrator, botOwner, building } = cast;
    const id = 'coffee-bot';
    const check = async () => (await get(`bot/check/${id}`)).json();
    const authorise = (state: unknown) => post('admin/bots/update/auth', { id, state }, administrator.token);

    expect(await check()).toEqual({ available: 0, state: 'Bot does not exist.', new: 1 });
    const { pass } = (await post('bot/register', { id, b_id: building.id }, botOwner.token)).json();
    expect(Buffer.from(pass, 'base64url')).toHaveLength(32);
    const waiting = { available: 0, state: 'Bot has not been authorized yet.', auth: 0 };
    expect(await check()).toEqual(waiting);
    expect((await post('bot/auth', { id, pass })).json()).toEqual({ auth: 0 });
    expect((await post('bot/message', { id, pass, message: 'too soon' })).json()).toEqual(waiting);

    expect((await authorise('1')).text).toBe('[]');
    expect(await check()).toEqual({ available: 1, state: 'Bot available.' });
    const { auth, token } = (await post('bot/auth', { id, pass })).json();
    expect([auth, typeof token]).toEqual([1, 'string']);
    const sent = await post('bot/message', { id, message: 'coffee is ready' }, token);
    expect(sent.json()).toEqual({ available: 1, state: 'Bot available.' });

    const connection = await open(cast.url);
    connections.push(connection);
    expect(await connection.say('new_bot', { id, token })).toEqual({ ok: true, building });
    expect(await check()).toEqual({ available: 0, state: 'Bot currently running.' });
    const second = await open(cast.url);
    connections.push(second);
    expect(await second.say('new_bot', { ID: id, pass })).toMatchObject({ error: { code: 'busy' } });
    const while_ = await post('bot/message', { id, pass, message: 'and hot' });
    expect(while_.json()).toEqual({ available: 0, state: 'Bot currently running.' });

    expect((await authorise(0)).status).toBe(200);
    await connection.ended;
    expect(await check()).toEqual(waiting);
    expect((await post('bot/message', { id, token, message: 'still here?' })).json()).toEqual(waiting);

    const log = (await get(`admin/logs/show/building/${building.id}`, administrator.token)).json();
    expect(log.slice(0, 2).map((row: object) => ({ ...row, timestamp: '' }))).toEqual([
      { bot_id: id, timestamp: '', message: 'and hot' },
      { bot_id: id, timestamp: '', message: 'coffee is ready' },
    ]);
    expect(log[0].timestamp).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  });

  it('[B6] reach everyone in their building', async () => {
    const { user, bot, building } = cast;
    const connection = await session(user);
    await post('user/update/coordinates', { ...user, ...(await centreOf(building.id)) });
    await post('bot/message', { id: bot.id, token: bot.token, message: 'to all' });
    expect((await connection.next('new_message'))[0]).toEqual([user.id]);
    const received = (
      await post('user/message/receive', { ...user, socket_id: connection.socket.id })
    ).json() as string[];
    expect(received.map((text) => JSON.parse(text)).at(-1)).toMatchObject({ id: bot.id, message: 'to all' });
  });

  it('[B1] have an id of their own and a building that exists', async () => {
    const { botOwner, building, bot, user } = cast;
    const register = async (id: string, b_id: string) =>
      (await post('bot/register', { id, b_id, token: botOwner.token })).json().error;
    expect(await register(bot.id, building.id)).toMatchObject({ code: 'conflict', field: 'id' });
    expect(await register(user.id, building.id)).toMatchObject({ code: 'conflict', field: 'id' });
    expect(await register('lost-bot', 'no-such-place')).toMatchObject({ code: 'not_found', field: 'b_id' });
  });

  it('[B8] get no information from a wrong secret', async () => {
    const { bot } = cast;
    const wrong = await post('bot/auth', { id: bot.id, pass: 'wrong' });
    const unknown = await post('bot/auth', { id: 'no-such-bot', pass: 'wrong' });
    expect([wrong.status, wrong.text]).toEqual([200, '{"auth":0}']);
    expect(unknown.text).toBe(wrong.text);
    const message = await post('bot/message', { id: bot.id, pass: 'wrong', message: 'x' });
    expect(message.status).toBe(401);
  });
});

describe('administrators by the legacy routes', () => {
  it('see and add buildings, with the token in the header, the body or the query', async () => {
    const { token } = cast.administrator;
    const body = { id: 'b-77', name: 'Pavilhão 77', latitude: '38.7', longitude: -9.1, radious: '30' };
    expect((await post('admin/buildings/add', { ...body, token })).text).toBe('[]');
    expect((await post('admin/buildings/add', { ...body, name: 'Pavilhão 78' }, token)).text).toBe('[]');
    const byQuery = (await get(`admin/buildings/show?token=${token}`)).json();
    const byBody = (await cast.rest({ path: '/API/admin/buildings/show', body: { token } })).json();
    expect(byQuery).toContainEqual({ id: 'b-77', name: 'Pavilhão 78' });
    expect(byBody).toEqual(byQuery);
    for (const body of ['not JSON', { token: 5 }, { token: 'wrong' }, 'x'.repeat(200_000)]) {
      expect((await cast.rest({ path: '/API/admin/buildings/show', body })).status).toBe(401);
    }
  });

  it('see users, who is online and where, and never coordinates', async () => {
    const { user, building, administrator } = cast;
    await session(user);
    const { token } = administrator;
    expect((await get('admin/users/show', token)).json()).toContainEqual({ id: user.id });
    const online = (await get('admin/users/show/online', token)).json();
    const row = online.find(({ id }: { id: string }) => id === user.id);
    expect(row).toMatchObject({ id: user.id, online: 1, b_id: building.id, radious: expect.any(Number) });
    expect(JSON.stringify(online)).not.toMatch(/latitude|longitude|cell/i);
    expect((await get(`admin/users/show/building/${building.id}`, token)).json()).toContainEqual({
      id: user.id,
    });
  });

  it('[O11][S10] read the activities of a user, newest first, ten at most, and no private text', async () => {
    const { user, other, administrator } = cast;
    for (let n = 0; n < 11; n += 1) {
      await post('user/message/send', { ...user, users: [other.id], message: `private ${n}` });
    }
    const log = (await get(`admin/logs/show/user/${user.id}`, administrator.token)).json();
    expect(log).toHaveLength(10);
    expect(Object.keys(log[0]).sort()).toEqual(['message', 'timestamp']);
    expect(JSON.stringify(log)).not.toContain('private');
    expect((await get('admin/logs/show/user/nobody', administrator.token)).status).toBe(404);
  });

  it('list bots by authorisation', async () => {
    const { bot, unauthorisedBot, administrator } = cast;
    expect((await get('admin/bots/show/auth/1', administrator.token)).json()).toContainEqual({ id: bot.id });
    const waiting = (await get('admin/bots/show/auth/0', administrator.token)).json();
    expect(waiting).toContainEqual({ id: unauthorisedBot.id });
    expect((await get('admin/bots/show/auth/2', administrator.token)).status).toBe(400);
  });
});

describe('the path', () => {
  it('[O1] is case-sensitive, hides the internal prefix and answers unknown routes in our shape', async () => {
    for (const path of [
      '/API/nothing',
      '/api/legacy/bot/show/buildings',
      '/Api/bot/show/buildings',
      '/API/bot/show/buildings/',
      '/api',
    ]) {
      const answer = await cast.rest({ path });
      expect([path, answer.status, answer.json().error.code]).toEqual([path, 404, 'not_found']);
    }
  });

  it('[O1] is the only one: no other spelling of the path reaches a route', async () => {
    for (const path of [
      '/%61pi/legacy/bot/show/buildings',
      '/x/../api/legacy/bot/show/buildings',
      '/./api/legacy/bot/show/buildings',
      '/x/%2e%2E/API/bot/show/buildings',
      '/_next/../api/v1/places',
      '/healthz/../api/legacy/bot/show/buildings',
      '//api/legacy/bot/show/buildings',
      '/\\api/legacy/bot/show/buildings',
      '/x%2f..%2fapi/legacy/bot/show/buildings',
      '/%252e%252e/api/legacy/bot/show/buildings',
    ]) {
      const answer = await cast.rest({ path, bearer: cast.user.token });
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain(cast.building.id);
    }
    for (const path of ['*', `${cast.url}/api/v1/places`]) {
      const answer = await cast.rest({ method: 'OPTIONS', path });
      expect([path, answer.status, answer.json().error.code]).toEqual([path, 400, 'bad_request']);
    }
  });

  it('[O12] answers another method with the allowed ones', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const answer = await cast.rest({ method, path: '/API/bot/auth' });
      expect([answer.status, answer.json().error.code]).toEqual([405, 'method_not_allowed']);
      expect(answer.headers.allow).toContain('POST');
    }
  });

  it('[O12][S1] names the wrong field', async () => {
    const answer = await post('user/update/coordinates', { ...cast.user, latitude: 91, longitude: 0 });
    expect([answer.status, answer.json().error]).toMatchObject([
      400,
      { code: 'bad_request', field: 'latitude' },
    ]);
  });

  it('[S7] accepts a cookie from our own page only', async () => {
    const send = (headers: Record<string, string>) =>
      cast.rest({ method: 'POST', path: '/API/user/show/building', headers, body: {} });
    expect((await send(await cast.browser())).status).toBe(200);
    expect((await send(await cast.browser('https://evil.example'))).status).toBe(403);
    const { Cookie } = await cast.browser();
    expect((await send({ Cookie })).status).toBe(403);
  });

  it('ends a sign-in for good', async () => {
    const headers = await cast.browser();
    const me = () => cast.rest({ path: '/api/v1/me', headers });
    expect((await me()).json()).toMatchObject({ id: cast.user.id, administrator: false });
    expect((await cast.rest({ method: 'POST', path: '/api/v1/sign-out', headers })).status).toBe(200);
    expect((await me()).status).toBe(401);
  });

  it('serves a photo as an image and nothing else', async () => {
    const answer = await cast.rest({ path: `/api/v1/users/${cast.other.id}/photo`, bearer: cast.user.token });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/png']);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const none = await cast.rest({ path: `/api/v1/users/${cast.user.id}/photo`, bearer: cast.user.token });
    expect(none.status).toBe(404);
    for (const size of ['small', 'large']) {
      const path = `/api/v1/photos/${cast.photo}/${size}`;
      const { status, headers } = await cast.rest({ path, bearer: cast.user.token });
      expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    }
  });

  it('[I1][I3][S4] takes a file in parts and serves it as a download, which no browser opens', async () => {
    const file = Buffer.alloc(PART_BYTES + 3, '<script>');
    const bearer = cast.user.token;
    const ask = (path: string, body?: Asking['body'], method = body ? 'POST' : 'GET') =>
      cast.rest({ method, path: `/api/v1/attachments${path}`, bearer, body });
    const upload = { clientId: 'page-0001', name: 'Página.html', bytes: file.length };
    const { id, missing } = (await ask('', upload)).json();
    expect(missing).toEqual([0, 1]);
    expect((await ask(`/${id}/parts/0`, file)).json().error.code).toBe('too_large');
    for (const part of missing)
      await ask(`/${id}/parts/${part}`, file.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
    expect((await ask('', upload)).json().attachment).toMatchObject({ id, name: 'Página.html' });
    for (const method of ['GET', 'HEAD']) {
      const { headers, text } = await ask(`/${id}/file`, undefined, method);
      expect(headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': `${file.length}`,
        'content-disposition': `attachment; filename="P_gina.html"; filename*=UTF-8''P%C3%A1gina.html`,
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      expect(text === (method === 'GET' ? file.toString() : '')).toBe(true);
    }
    expect((await ask(`/${id}/large`)).status).toBe(404);
    expect((await ask(`/${id}`, undefined, 'DELETE')).json()).toEqual({ ok: true });
    expect((await ask(`/${id}/file`)).status).toBe(404);
  });

  it('[S4] takes an upload of 8 MB, and no byte more', async () => {
    const send = (length: number) =>
      cast.rest({
        method: 'POST',
        path: '/api/v1/profile/photo',
        bearer: cast.user.token,
        body: Buffer.alloc(length),
      });
    expect((await send(8 * 1024 * 1024)).json().error.code).toBe('bad_request');
    expect((await send(8 * 1024 * 1024 + 1)).json().error.code).toBe('too_large');
  });
});
