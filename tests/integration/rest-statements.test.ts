import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '@/server/accounts/create-token';
import type { UserActor } from '@/server/actor';
import { createHttp } from '@/server/http/server';
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
  expect([me.status, me.statements]).toEqual([200, 1]);

  const message = { to: { to: 'people', users: [rui.username] }, text: 'hello' };
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

test('an unknown route and a wrong method take no statement', async () => {
  expect(await ask(ana, 'GET', '/api/v1/nothing')).toMatchObject({ status: 404, statements: 0 });
  expect(await ask(ana, 'DELETE', '/api/v1/me')).toMatchObject({ status: 405, statements: 0 });
});
