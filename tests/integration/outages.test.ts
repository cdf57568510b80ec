import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { WireAlert, WireIssued } from '@/protocol/alerts';
import type { Movement } from '@/protocol/messages';
import { authenticateToken } from '@/server/accounts/authenticate-token';
import { sendMessage } from '@/server/conversations/send-message';
import { createTestApp } from '@/tests/support/app';
import { CENTRAL, CIVIL, LAWN, TORRE_NORTE } from '@/tests/support/campus';
import { ask, get, type Modern, ok, open, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { appointOfficer } from '@/tests/support/officers';
import { type Quad, startServices } from '@/tests/support/quad';
import { withNodes } from '@/tests/support/suite';
import type { Person } from '@/tests/support/troupe';

/** With `debug`, the log has every failed heartbeat. */
const SECRET = 'a secret of the tests that signs their cookies';
const folder = path.join(tmpdir(), `quad-outages-${randomUUID()}`);
const env = {
  LIMITS: 'off',
  PRESENCE_EPOCH_SECONDS: '0',
  LOG_LEVEL: 'debug',
  NEXTAUTH_SECRET: SECRET,
  ALERTS_FOLDER: folder,
};
afterAll(() => rm(folder, { recursive: true, force: true }));

const { nodes, services, cast } = withNodes(startServices, env);

const brokerIs = (state: 'up' | 'down') =>
  Promise.all(
    nodes.map((node) =>
      eventually(
        async () => (await get(node.url, '/readyz')).json as { status: string; broker: string },
        ({ broker }) => broker === state,
      ),
    ),
  );

/** Sends numbered texts one after the other until stopped; returns all acknowledged texts. */
function keepSending(from: Modern, to: Person, prefix: string) {
  let going = true;
  const acknowledged: string[] = [];
  const done = (async () => {
    for (let n = 0; going; n += 1) {
      ok(await from.send({ to: 'people', users: [to.id] }, `${prefix}${n}`));
      acknowledged.push(`${prefix}${n}`);
    }
  })();
  return {
    acknowledged,
    async stop() {
      going = false;
      await done;
      return acknowledged;
    },
  };
}

async function watched() {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const [a, b] = nodes;
  const sender = await cast.modern(ana);
  const tabs = [
    await cast.modern(rui, { url: a.url }),
    await cast.modern(rui, { url: b.url }),
    await cast.modern(rui, { url: b.url }),
  ];
  return { ana, rui, sender, tabs };
}

/** Appoints a sole operator, who alerts a building by a node and withdraws the alert. */
async function appointOperator() {
  const name = `operator-${randomUUID().slice(0, 8)}`;
  const cookie = await appointOfficer(await nodes[0].db(), {
    name,
    roles: ['sole_operator'],
    secret: SECRET,
  });
  const command = async (at: string, body: object) => {
    const headers = { cookie, origin: nodes[0].url, 'content-type': 'application/json' };
    const answer = await ask(nodes[0].url, `/api/v1/${at}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status, answer.text).toBe(200);
    return (answer.json as WireIssued).alert;
  };
  return {
    alert: (building: string) =>
      command('live-alerts/break-glass', {
        key: randomUUID(),
        template: 'fire',
        values: { time: '14:05' },
        area: { buildings: [building] },
        word: 'ALERT',
      }),
    withdraw: ({ id, revision }: WireAlert) => command(`alerts/${id}/cancel`, { revision }),
  };
}
const alertIs = (id: string, revision: number) => (alert: WireAlert) =>
  alert.id === id && alert.revision === revision;

const outbox = async () => (await (await nodes[0].db()).pool.query('SELECT 1 FROM outbox')).rowCount ?? 0;

describe('[D12] the broker', () => {
  test.each([
    ['stopped and started', async () => services.rabbit.stop()],
    [
      'killed, emptied and started',
      async () => {
        await services.rabbit.kill();
        await services.rabbit.wipe();
      },
    ],
  ])(
    '%s while people write: all that was acknowledged is shown once in each session, in order',
    async (_, fell) => {
      const { rui, sender, tabs } = await watched();
      const sending = keepSending(sender, rui, 'n');
      await tabs[1]?.until((log) => Object.values(log).some(({ entries }) => entries.length > 20));
      await fell();
      await brokerIs('down');
      const downAt = sending.acknowledged.length;
      await eventually(
        () => sending.acknowledged.length,
        (count) => count > downAt + 50,
      );
      await services.rabbit.start();
      await brokerIs('up');
      const upAt = sending.acknowledged.length;
      await eventually(
        () => sending.acknowledged.length,
        (count) => count > upAt + 50,
      );
      const acknowledged = await sending.stop();
      const last = acknowledged.at(-1) as string;
      await Promise.all(tabs.map((tab) => tab.has(last)));
      for (const tab of tabs) expect(tab.texts()).toEqual(acknowledged);

      // The sessions have their queues again, and no other queue is left.
      const names = tabs.map((tab) => `quad.session.${tab.hello.session}`);
      await eventually(
        async () => (await services.rabbit.listQueues()).filter((queue) => names.includes(queue.name)),
        (queues) =>
          queues.length === 3 && queues.every((queue) => queue.consumers === 1 && queue.messages === 0),
      );
      await eventually(outbox, (rows) => rows === 0);
      // New messages are delivered by the broker again, at once.
      ok(await sender.send({ to: 'people', users: [rui.id] }, 'all is well'));
      await Promise.all(tabs.map((tab) => tab.has('all is well')));
    },
  );

  // These cases share one outage, because RabbitMQ takes several seconds of processor time to start.
  test('down: every message arrives, on every node, for every kind of client; a bot without authorisation is disconnected; new sessions get their queue later', async () => {
    const { ana, rui, sender, tabs } = await watched();
    const old = await cast.legacyClient(rui, nodes[1].url);
    const [here] = tabs as [Modern];
    await cast.call(ana, 'user/update/coordinates', CIVIL.at);
    await cast.call(rui, 'user/update/coordinates', CIVIL.at);
    await here.next('new_movement', (m: Movement) => m.people.some((person) => person.id === ana.id));
    const bot = await connectBot();

    await services.rabbit.stop();
    await brokerIs('down');
    const addresses: Record<string, Parameters<Modern['send']>[0]> = {
      'to a person': { to: 'people', users: [rui.id] },
      'to the building': { to: 'building' },
      'to those in range': { to: 'range' },
    };
    const texts = Object.keys(addresses);
    for (const [text, address] of Object.entries(addresses)) {
      ok(await sender.send(address, text));
      await Promise.all(tabs.map((tab) => tab.has(text)));
      await old.next('new_message');
    }
    const received = await post(nodes[1].url, '/API/user/message/receive', {
      ...rui,
      socket_id: old.socket.id,
    });
    expect((received.json as string[]).map((each) => JSON.parse(each).message)).toEqual(texts);
    expect((await get(nodes[0].url, '/readyz')).json).toMatchObject({
      status: 'degraded',
      database: 'up',
      broker: 'down',
    });

    // An alert, too: the other node looks for what it has missed.
    const alert = await (await appointOperator()).alert(CIVIL.id);
    await Promise.all(tabs.map((tab) => tab.next('alert', alertIs(alert.id, 1))));

    await bot.withdraw();
    expect(await bot.line.next('signed_out')).toEqual([{ reason: 'unauthorised' }]);
    await bot.line.ended;

    const [eva, leo] = [await cast.person(), await cast.person()];
    const [near, far] = [await cast.modern(eva), await cast.modern(leo, { url: nodes[1].url })];
    await post(nodes[1].url, '/API/user/update/coordinates', { ...leo, ...CENTRAL.at });
    await cast.call(eva, 'user/update/coordinates', CENTRAL.at);
    ok(await near.send({ to: 'people', users: [leo.id] }, 'during'));
    await far.has('during');

    await services.rabbit.start();
    // The other node misses movements from the time without a broker, so it reloads presence.
    await near.next('new_movement', (m: Movement) => m.people.some((person) => person.id === leo.id));
    await brokerIs('up');
    for (const tab of tabs) expect(tab.texts().toSorted()).toEqual(texts.toSorted());
    ok(await near.send({ to: 'range' }, 'after'));
    await far.has('after');
    expect(far.texts().toSorted()).toEqual(['after', 'during']);
  });

  async function connectBot() {
    const admin = { id: 'outage-admin', token: await nodes[0].token('outage-admin', { admin: true }) };
    const owner = await cast.person();
    const body = { id: 'outage-bot', b_id: CENTRAL.id, token: owner.token };
    const { pass } = (await post(nodes[0].url, '/API/bot/register', body)).json as { pass: string };
    const authorise = (state: number) =>
      post(nodes[0].url, '/API/admin/bots/update/auth', { id: 'outage-bot', state, token: admin.token });
    await authorise(1);
    const line = await open(nodes[1].url);
    ok(await line.say('new_bot', { id: 'outage-bot', pass }));
    return { line, withdraw: () => authorise(0) };
  }

  test.each([
    ['memory', 'vm_memory_monitor:set_vm_memory_high_watermark', '0.0', '0.8'],
    ['disk', 'rabbit_disk_monitor:set_disk_free_limit', '"1000000GB"', '"1MB"'],
  ])('[S22] short of %s: it is said, and whatever is sent arrives', async (resource, set, short, enough) => {
    const { rui, sender, tabs } = await watched();
    const readyz = async () => (await get(nodes[0].url, '/readyz')).json;
    await services.rabbit.evaluate(`${set}(${short})`);
    try {
      // RabbitMQ reports an alarm to publishers.
      const sending = keepSending(sender, rui, 'n');
      expect(await eventually(readyz, (answer) => JSON.stringify(answer).includes('down'))).toMatchObject({
        status: 'degraded',
        database: 'up',
        broker: 'down',
        // On a busy machine the node may be short of time, too.
        shortages: expect.arrayContaining([`broker_${resource}`]),
      });
      const last = (await sending.stop()).at(-1) as string;
      await Promise.all(tabs.map((tab) => tab.has(last)));
      const { text } = await get(nodes[0].url, '/metrics');
      expect(text).toContain(`quad_shortage{of="broker_${resource}"} `);
    } finally {
      await services.rabbit.evaluate(`${set}(${enough})`);
    }
    await brokerIs('up');
    const ready = JSON.stringify({ status: 'ready', database: 'up', broker: 'up' });
    await eventually(readyz, (answer) => JSON.stringify(answer) === ready);
  });

  test('[D11] down: a user who left a building by one node gets no more of its messages on the other', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [tab, speaker] = [await cast.modern(ana), await cast.modern(rui)];
    await cast.call(ana, 'user/update/coordinates', CIVIL.at);
    await cast.call(rui, 'user/update/coordinates', CIVIL.at);
    ok(await speaker.send({ to: 'building' }, 'while she is here'));
    await tab.has('while she is here');
    await services.rabbit.stop();
    await brokerIs('down');

    expect((await post(nodes[1].url, '/API/user/update/coordinates', { ...ana, ...LAWN })).status).toBe(200);
    await tab.next('new_movement', (m: Movement) => m.kind === 'snapshot' && m.you.building === null);
    ok(await speaker.send({ to: 'building' }, 'after she left'));
    ok(await speaker.send({ to: 'people', users: [ana.id] }, 'to her'));
    await tab.has('to her');
    expect(tab.texts()).toEqual(['while she is here', 'to her']);

    await services.rabbit.start();
    await brokerIs('up');
    await eventually(outbox, (rows) => rows === 0);
    ok(await speaker.send({ to: 'people', users: [ana.id] }, 'the last'));
    await tab.has('the last');
    expect(tab.texts()).toEqual(['while she is here', 'to her', 'the last']);
  });
});

test('[D1] a node killed between COMMIT and publish loses nothing: another node publishes its outbox', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const sender = await cast.modern(ana);
  // With the broker down nothing is published, so the moment between the two lasts as long as needed.
  await services.rabbit.stop();
  await brokerIs('down');
  for (const text of ['one', 'two', 'three']) ok(await sender.send({ to: 'people', users: [rui.id] }, text));
  for (const node of nodes) await node.kill();
  expect(await outbox()).toBeGreaterThanOrEqual(3);

  await services.rabbit.start();
  await nodes[1].restart();
  const tab = await cast.modern(rui, { url: nodes[1].url });
  await tab.has('three');
  await eventually(outbox, (rows) => rows === 0);
  await nodes[0].restart();
  await brokerIs('up');
  const again = await cast.modern(ana);
  ok(await again.send({ to: 'people', users: [rui.id] }, 'four'));
  await tab.has('four');
  expect(tab.texts()).toEqual(['one', 'two', 'three', 'four']);
});

test('[D1] events left by a killed node are delivered to a session that waits on another node', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const tab = await cast.modern(rui, { url: nodes[1].url });
  const name = `quad.session.${tab.hello.session}`;
  await eventually(
    async () =>
      (await services.rabbit.listQueues()).some((queue) => queue.name === name && queue.consumers === 1),
    (isThere) => isThere,
  );
  // A node whose process ends between the COMMIT and the publish: its relay publishes nothing.
  const dying = createTestApp(
    { DATABASE_URL: services.env.DATABASE_URL },
    { relay: { publish() {}, start() {}, async stop() {} } },
  );
  const actor = await authenticateToken(dying, ana);
  const address = { to: 'people' as const, users: [rui.id] };
  await sendMessage(dying, { actor, address, text: 'left behind', clientId: 'left-behind' });
  await dying.db.close();
  await tab.has('left behind');
  expect(tab.texts()).toEqual(['left behind']);
  await eventually(outbox, (rows) => rows === 0);
});

test('[H4][H6] a node reports that its database is down, keeps what is public of an alert, and recovers afterwards', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const tab = await cast.modern(ana);
  const witness = await cast.modern(rui, { url: nodes[1].url });
  ok(await witness.say('declare_building', { building: TORRE_NORTE.id }));
  const operator = await appointOperator();
  const alert = await operator.alert(TORRE_NORTE.id);
  await witness.next('alert', alertIs(alert.id, 1));
  const publicList = () => readFile(path.join(folder, 'active.json'), 'utf8').catch(() => '');
  await eventually(publicList, (text) => text.includes(alert.id));
  await services.postgres.kill();
  const answer = await tab.send({ to: 'people', users: [rui.id] }, 'lost', 'a-client-id-of-mine');
  expect(answer).toMatchObject({ error: { code: 'unavailable', retryable: true } });
  const rest = await post(nodes[0].url, '/API/user/message/send', { ...ana, users: [rui.id], message: 'x' });
  expect([rest.status, rest.json]).toEqual([
    503,
    { error: expect.objectContaining({ code: 'unavailable' }) },
  ]);
  expect((await get(nodes[0].url, '/readyz')).status).toBe(503);
  expect((await get(nodes[0].url, '/healthz')).status).toBe(200);
  // Without a database a web server still serves the alert.
  expect(await publicList()).toContain(alert.id);

  await services.postgres.start();
  for (const { url } of nodes)
    await eventually(
      async () => (await get(url, '/readyz')).status,
      (status) => status === 200,
    );
  expect([tab.socket.connected, witness.socket.connected]).toEqual([true, true]);
  ok(await tab.send({ to: 'people', users: [rui.id] }, 'lost', 'a-client-id-of-mine'));
  await witness.has('lost');
  expect(witness.texts()).toEqual(['lost']);

  // With one node dead, its people learn of the end by the other.
  await nodes[1].kill();
  await operator.withdraw(alert);
  const back = await cast.modern(rui);
  const [end] = await back.next<[WireAlert]>('alert', alertIs(alert.id, 2));
  expect(end).toMatchObject({ type: 'cancel', active: false });
  await nodes[1].restart();
});

test('[D12][P12] the database is down for longer than a node may be silent: users who stayed are online afterwards, those who left are not', async () => {
  const admin = await nodes[0].token('outage-admin', { admin: true });
  const [ana, rui, mia] = [await cast.person(), await cast.person(), await cast.person()];
  const here = await cast.modern(ana);
  const otherClient = await cast.modern(rui, { url: nodes[1].url });
  const leaving = await cast.modern(mia, { url: nodes[1].url });
  await cast.call(ana, 'user/update/coordinates', CENTRAL.at);
  await post(nodes[1].url, '/API/user/update/coordinates', { ...rui, ...CENTRAL.at });
  const online = async (node: Quad) =>
    ((await get(node.url, '/API/admin/users/show/online', admin)).json as { id: string }[])
      .map(({ id }) => id)
      .sort();
  for (const node of nodes)
    await eventually(
      () => online(node),
      (ids) => ids.length === 3,
    );

  const failed = (node: Quad) => node.logs().match(/"what":"heartbeat"/g)?.length ?? 0;
  const before = nodes.map(failed);
  await services.postgres.kill();
  for (const [n, node] of nodes.entries())
    await eventually(
      () => failed(node),
      (beats) => beats >= (before[n] ?? 0) + 4,
    );
  leaving.drop();
  await leaving.ended;
  await services.postgres.start();

  const expected = [ana.id, rui.id].sort();
  for (const node of nodes)
    await eventually(
      () => online(node).catch(() => []),
      (ids) => JSON.stringify(ids) === JSON.stringify(expected),
    );
  expect([here.socket.connected, otherClient.socket.connected]).toEqual([true, true]);
  ok(await here.send({ to: 'building' }, 'are we all here?'));
  await otherClient.has('are we all here?');
  ok(await otherClient.send({ to: 'people', users: [ana.id] }, 'we are'));
  await here.has('we are');
});
