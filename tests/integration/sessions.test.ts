import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Movement } from '@/protocol/messages';
import { CENTRAL, CIVIL, TORRE_NORTE } from '@/tests/support/campus';
import { connect, errorOf, get, ok, open, post, type TestConnection } from '@/tests/support/clients';
import { eventually, surely } from '@/tests/support/eventually';
import { type BorrowedServices, borrowServices, type Quad, startQuad } from '@/tests/support/quad';
import type { QueueInfo } from '@/tests/support/rabbitmq';
import { createTroupe, type Person } from '@/tests/support/troupe';
import { createVisitor } from '@/tests/support/visitor';

const GRACE_SECONDS = 2;
const env = { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' };

let services: BorrowedServices;
let quad: Quad;
beforeAll(async () => {
  services = await borrowServices();
  quad = await startQuad({ real: services, env });
});
afterAll(async () => {
  await quad?.remove();
});
const cast = createTroupe(() => quad);
afterEach(() => cast.leave());

const queueName = (session: string) => `${services.rabbit.prefix}.session.${session}`;
const queueOf = async (session: string) =>
  (await services.rabbit.listQueues()).find((queue) => queue.name === queueName(session));
const untilQueue = (session: string, is: (queue: QueueInfo | undefined) => boolean) =>
  eventually(() => queueOf(session), is);

const isGone = (person: Person) => (movement: Movement) =>
  movement.kind === 'delta' && movement.gone.includes(person.id);
const isThere = (someone: Person) => (movement: Movement) =>
  movement.people.some((person) => person.id === someone.id);

describe('a session', () => {
  test('has a queue of its own on the broker, named and limited as the design says', async () => {
    const ana = await cast.person();
    const tabs = [await cast.modern(ana), await cast.modern(ana), await cast.legacyClient(ana)];
    const [first, two] = tabs as [(typeof tabs)[0] & { hello: { session: string } }, never];
    expect(first.hello.session).not.toBe((two as typeof first).hello.session);
    const queue = await untilQueue(first.hello.session, (each) => each?.consumers === 1);
    expect(queue).toMatchObject({
      durable: true,
      arguments: {
        'x-queue-type': 'classic',
        'x-expires': 120_000,
        'x-max-length': 1_000,
        'x-overflow': 'drop-head',
      },
    });
    const sessions = async () =>
      (await services.rabbit.listQueues()).filter((each) => each.name.startsWith(queueName('')));
    await eventually(sessions, (queues) => queues.length === 3);
  });

  test('[D6] that is resumed within its grace time is the same, on the same queue, and missed nothing', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const tab = await cast.modern(rui);
    const { session } = tab.hello;
    await untilQueue(session, (queue) => queue?.consumers === 1);
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'before' });
    await tab.has('before');

    tab.drop();
    await untilQueue(session, (queue) => queue?.consumers === 0);
    for (const message of ['one', 'two', 'three']) {
      await cast.call(ana, 'user/message/send', { users: [rui.id], message });
    }
    await untilQueue(session, (queue) => queue?.messages === 3);

    const again = await cast.modern(rui, { session, log: tab.log() });
    expect(again.hello.session).toBe(session);
    await again.has('three');
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'after' });
    await again.has('after');
    expect(again.texts()).toEqual(['before', 'one', 'two', 'three', 'after']);
    const queue = await untilQueue(session, (each) => each?.consumers === 1 && each.messages === 0);
    expect(queue?.name).toBe(queueName(session));
  });

  test('whose client did not acknowledge a message is sent it again', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const tab = await cast.modern(rui);
    await untilQueue(tab.hello.session, (queue) => queue?.consumers === 1);
    tab.setAcknowledging(false);
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'unheard' });
    await tab.next('new_message');
    tab.drop();
    await untilQueue(tab.hello.session, (queue) => queue?.messages === 1);
    const again = await cast.modern(rui, { session: tab.hello.session, log: tab.log() });
    await again.has('unheard');
    expect(again.texts()).toEqual(['unheard']);
  });

  test('is resumed only by its own user', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const tab = await cast.modern(rui);
    const other = await cast.modern(ana, { session: tab.hello.session });
    expect(other.hello.session).not.toBe(tab.hello.session);
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'mine' });
    await tab.has('mine');
  });

  test('that is resumed on a new connection leaves the old one', async () => {
    const rui = await cast.person();
    const tab = await cast.modern(rui);
    const again = await cast.modern(rui, { session: tab.hello.session, log: tab.log() });
    await tab.ended;
    expect(again.hello.session).toBe(tab.hello.session);
    expect(again.socket.connected).toBe(true);
  });

  test('[O5] refuses a token that is not valid, or not of that user, and lets the client try again', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const connection = await open(quad.url);
    expect(errorOf(await connection.say('new_client', { id: ana.id, token: 'nothing' })).code).toBe(
      'unauthenticated',
    );
    expect(errorOf(await connection.say('new_client', { id: ana.id, token: rui.token })).code).toBe(
      'unauthenticated',
    );
    expect(errorOf(await connection.say('new_client', {})).code).toBe('unauthenticated');
    expect(
      errorOf(
        await connection.say('send_message', {
          clientId: 'a-message-id',
          address: { to: 'range' },
          text: 'x',
        }),
      ).code,
    ).toBe('unauthenticated');
    ok(await connection.say('new_client', { ID: ana.id, token: ana.token }));
    expect(errorOf(await connection.say('new_client', ana)).code).toBe('conflict');
    await connection.close();
  });

  test('[O5] that never starts is closed', async () => {
    const connection = await open(quad.url);
    expect(await connection.ended).toBe('io server disconnect');
  });
});

describe('with a short grace', () => {
  test('the queue and the session are deleted when it is over, and the log still has everything', async () => {
    const prefix = `${services.rabbit.prefix}-short`;
    const short = await startQuad({
      real: services,
      env: { ...env, AMQP_PREFIX: prefix, SESSION_GRACE_SECONDS: String(GRACE_SECONDS) },
    });
    try {
      const [ana, rui] = [await cast.person(), await cast.person()];
      const tab = await cast.modern(rui, { url: short.url });
      const name = `${prefix}.session.${tab.hello.session}`;
      const find = async () => (await services.rabbit.listQueues()).find((queue) => queue.name === name);
      const queue = await eventually(find, (each) => each !== undefined);
      expect(queue?.arguments['x-expires']).toBe(GRACE_SECONDS * 1_000);
      await tab.close();
      await eventually(find, (each) => each === undefined);
      const { pool } = await quad.db();
      const rows = () => pool.query('SELECT 1 FROM sessions WHERE id = $1', [tab.hello.session]);
      await eventually(rows, ({ rowCount }) => rowCount === 0);

      await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'much later' });
      const later = await cast.modern(rui, { url: short.url, session: tab.hello.session, log: tab.log() });
      expect(later.hello.session).not.toBe(tab.hello.session);
      await later.has('much later');
    } finally {
      await short.remove();
    }
  });
});

describe('two nodes', () => {
  let other: Quad;
  const start = async () => {
    other = await startQuad({ real: services, env });
  };
  beforeAll(start);
  afterAll(() => other?.remove());

  test('a message, a building’s message and a movement are delivered from one to the other', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [here, otherClient] = [await cast.modern(ana), await cast.modern(rui, { url: other.url })];
    ok(await here.send({ to: 'people', users: [rui.id] }, 'across'));
    await otherClient.has('across');

    await cast.call(ana, 'user/update/coordinates', CIVIL.at);
    const position = await post(other.url, '/API/user/update/coordinates', { ...rui, ...CIVIL.at });
    expect(position.text).toBe('Pavilhão de Civil');
    await here.next('new_movement', isThere(rui));
    await otherClient.next('new_movement', (m: Movement) => m.people.some((person) => person.id === ana.id));
    ok(await otherClient.send({ to: 'building' }, 'to all in Civil'));
    ok(await otherClient.send({ to: 'range' }, 'to all in range'));
    await here.has('to all in Civil', 'to all in range');
    expect(here.texts().toSorted()).toEqual(['across', 'to all in Civil', 'to all in range']);
  });

  test('[D4] both have the same seq of the same message while both receive sends', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => cast.person()));
    const tabs = await Promise.all(
      people.map((person, n) => cast.modern(person, { url: n % 2 ? other.url : quad.url })),
    );
    await Promise.all(people.map((person) => cast.call(person, 'user/update/coordinates', TORRE_NORTE.at)));
    const sends = tabs.flatMap((tab, t) =>
      Array.from({ length: 20 }, (_, n) =>
        surely(async () => ok(await tab.send({ to: 'building' }, `${t}/${n}`, `client-${t}-${n}`))),
      ),
    );
    await Promise.all(sends);
    await Promise.all(tabs.map((tab) => tab.until(() => tab.shown().length === 80)));
    const logs = tabs.map((tab) => tab.shown().map((entry) => [entry.seq, entry.message.id]));
    for (const log of logs) expect(log).toEqual(logs[0]);
  });

  test('a session of one is resumed on the other', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const tab = await cast.modern(rui);
    await untilQueue(tab.hello.session, (queue) => queue?.consumers === 1);
    tab.drop();
    await tab.ended;
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'meanwhile' });
    const again = await cast.modern(rui, { url: other.url, session: tab.hello.session, log: tab.log() });
    expect(again.hello.session).toBe(tab.hello.session);
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'and then' });
    await again.has('meanwhile', 'and then');
    expect(again.texts()).toEqual(['meanwhile', 'and then']);
  });

  test('[A8] signing out on one disconnects the sockets on both', async () => {
    const visitor = createVisitor(quad.url);
    await visitor.signIn('ist1100001');
    const connections = [
      await connect(quad.url, { ticket: await visitor.ticket() }),
      await connect(other.url, { ticket: await visitor.ticket() }),
    ];
    await visitor.signOut();
    for (const connection of connections) {
      expect(await connection.next('signed_out')).toEqual([{ reason: 'signed_out' }]);
      await connection.ended;
    }
  });

  test('[B4][B10][B11] a new name or secret, or withdrawing the authorisation on one reaches the bot on the other', async () => {
    const owner = await cast.person();
    const admin = { id: 'the-admin', token: await quad.token('the-admin', { admin: true }) };
    const register = await post(quad.url, '/API/bot/register', {
      id: 'crossing',
      b_id: CENTRAL.id,
      token: owner.token,
    });
    const { pass } = register.json as { pass: string };
    const authorise = (state: number) =>
      post(quad.url, '/API/admin/bots/update/auth', { id: 'crossing', state, token: admin.token });

    const early = await open(other.url);
    expect(errorOf(await early.say('new_bot', { id: 'crossing', pass })).code).toBe('forbidden');
    expect((await authorise(1)).json).toEqual([]);
    expect(ok(await early.say('new_bot', { id: 'crossing', pass }))).toMatchObject({
      building: { id: CENTRAL.id },
    });
    const second: TestConnection = await open(quad.url);
    expect(errorOf(await second.say('new_bot', { id: 'crossing', pass })).code).toBe('busy');
    await second.close();

    const change = async (what: 'name' | 'secret', body: object) => {
      const answer = await post(quad.url, `/api/v1/bots/crossing/${what}`, body, owner.token);
      expect(answer.status).toBe(200);
      return answer.json as { pass: string };
    };
    const there = await cast.person();
    const reader = await cast.modern(there);
    await cast.call(there, 'user/update/coordinates', CENTRAL.at);
    await change('name', { name: 'The crossing' });
    ok(await early.say('bot_message', { message: 'green' }));
    await reader.has('green');
    expect(
      Object.values(reader.log())
        .flatMap(({ entries }) => entries)
        .at(-1),
    ).toMatchObject({
      message: { from: { kind: 'bot', id: 'crossing', name: 'The crossing' } },
    });

    // With an overlap the bot stays connected.
    const { pass: next } = await change('secret', { overlapHours: 1 });
    ok(await early.say('bot_message', { message: 'amber' }));
    const { pass: last } = await change('secret', { overlapHours: 0 });
    expect(await early.next('signed_out')).toEqual([{ reason: 'revoked' }]);
    await early.ended;
    const again = await open(other.url);
    expect(errorOf(await again.say('new_bot', { id: 'crossing', pass: next })).code).toBe('unauthenticated');
    ok(await again.say('new_bot', { id: 'crossing', pass: last }));

    expect((await authorise(0)).json).toEqual([]);
    expect(await again.next('signed_out')).toEqual([{ reason: 'unauthorised' }]);
    await again.ended;
    const check = await get(quad.url, '/API/bot/check/crossing');
    expect(check.json).toMatchObject({ available: 0, auth: 0 });
  });

  test('[P12] the death of one ends its users’ presence; their sessions continue elsewhere', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const here = await cast.modern(ana);
    const otherClient = await cast.modern(rui, { url: other.url });
    await cast.call(ana, 'user/update/coordinates', CENTRAL.at);
    await post(other.url, '/API/user/update/coordinates', { ...rui, ...CENTRAL.at });
    await here.next('new_movement', isThere(rui));
    await untilQueue(otherClient.hello.session, (queue) => queue?.consumers === 1);

    await other.kill();
    await here.next('new_movement', isGone(rui));
    expect((await cast.call(ana, 'user/show/building')).json).toEqual([]);

    ok(await here.send({ to: 'people', users: [rui.id] }, 'are you there?'));
    const again = await cast.modern(rui, { session: otherClient.hello.session, log: otherClient.log() });
    expect(again.hello.session).toBe(otherClient.hello.session);
    await again.has('are you there?');
    await other.remove();
    await start();
  });
});
