import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Movement } from '@/protocol/messages';
import { CENTRAL, CIVIL } from '@/tests/support/campus';
import { get, type Modern, ok, open, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { type Quad, type Services, startQuad, startServices } from '@/tests/support/quad';
import { createTroupe, type Person } from '@/tests/support/troupe';

const env = { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' };

let services: Services;
let nodes: [Quad, Quad];
beforeAll(async () => {
  services = await startServices();
  nodes = [await startQuad({ real: services, env }), await startQuad({ real: services, env })];
});
afterAll(async () => {
  for (const node of nodes ?? []) await node.remove();
  await services?.remove();
});
const cast = createTroupe(() => nodes[0]);
afterEach(() => cast.leave());

const brokerIs = (state: 'up' | 'down') =>
  Promise.all(
    nodes.map((node) =>
      eventually(
        async () => (await get(node.url, '/readyz')).json as { status: string; broker: string },
        ({ broker }) => broker === state,
      ),
    ),
  );

/** Sends numbered texts one after the other until told to stop; gives all that were acknowledged. */
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

      // The sessions have their queues again, and nothing is left over.
      const names = tabs.map((tab) => `quad.session.${tab.hello.session}`);
      await eventually(
        async () => (await services.rabbit.listQueues()).filter((queue) => names.includes(queue.name)),
        (queues) =>
          queues.length === 3 && queues.every((queue) => queue.consumers === 1 && queue.messages === 0),
      );
      const { pool } = await nodes[0].db();
      await eventually(
        () => pool.query('SELECT 1 FROM outbox'),
        ({ rowCount }) => rowCount === 0,
      );
      // What is written now goes the usual way, at once.
      ok(await sender.send({ to: 'people', users: [rui.id] }, 'all is well'));
      await Promise.all(tabs.map((tab) => tab.has('all is well')));
    },
  );

  test('down: whatever is sent arrives, on every node, by every kind of client', async () => {
    const { ana, rui, sender, tabs } = await watched();
    const old = await cast.original(rui, nodes[1].url);
    const [here] = tabs as [Modern];
    await cast.call(ana, 'user/update/coordinates', CIVIL.at);
    await cast.call(rui, 'user/update/coordinates', CIVIL.at);
    await here.next('new_movement', (m: Movement) => m.people.some((person) => person.id === ana.id));

    await services.rabbit.stop();
    await brokerIs('down');
    for (const [text, send] of [
      ['to a person', () => sender.send({ to: 'people', users: [rui.id] }, 'to a person')],
      ['to the building', () => sender.send({ to: 'building' }, 'to the building')],
      ['to those in range', () => sender.send({ to: 'range' }, 'to those in range')],
    ] as const) {
      ok(await send());
      await Promise.all(tabs.map((tab) => tab.has(text)));
      await old.next('new_message');
    }
    const received = await post(nodes[1].url, '/API/user/message/receive', {
      ...rui,
      socket_id: old.socket.id,
    });
    expect((received.json as string[]).map((each) => JSON.parse(each).message)).toEqual([
      'to a person',
      'to the building',
      'to those in range',
    ]);
    expect((await get(nodes[0].url, '/readyz')).json).toMatchObject({
      status: 'degraded',
      database: 'up',
      broker: 'down',
    });

    await services.rabbit.start();
    await brokerIs('up');
    for (const tab of tabs)
      expect(tab.texts().toSorted()).toEqual(
        ['to a person', 'to the building', 'to those in range'].toSorted(),
      );
  });

  test('down while somebody comes: their session works, and has its queue once the broker is back', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    await services.rabbit.stop();
    await brokerIs('down');
    const [here, there] = [await cast.modern(ana), await cast.modern(rui, { url: nodes[1].url })];
    await post(nodes[1].url, '/API/user/update/coordinates', { ...rui, ...CENTRAL.at });
    await cast.call(ana, 'user/update/coordinates', CENTRAL.at);
    ok(await here.send({ to: 'people', users: [rui.id] }, 'during'));
    await there.has('during');
    await services.rabbit.start();
    // Movements of the time without a broker are lost to the other node, which then reads anew.
    await here.next('new_movement', (m: Movement) => m.people.some((person) => person.id === rui.id));
    ok(await here.send({ to: 'range' }, 'after'));
    await there.has('after');
    expect(there.texts().toSorted()).toEqual(['after', 'during']);
  });

  test.each([
    ['memory', 'set_vm_memory_high_watermark', '0', '0.8'],
    ['disk', 'set_disk_free_limit', '1000000GB', '1MB'],
  ])('[S22] short of %s: it is said, and whatever is sent arrives', async (what, command, short, enough) => {
    const { rui, sender, tabs } = await watched();
    const readyz = async () => (await get(nodes[0].url, '/readyz')).json;
    await services.rabbit.ctl(command, short);
    try {
      // RabbitMQ says so to who publishes.
      const sending = keepSending(sender, rui, 'n');
      expect(await eventually(readyz, (answer) => JSON.stringify(answer).includes('down'))).toMatchObject({
        status: 'degraded',
        database: 'up',
        broker: 'down',
        // On a busy machine the node may be short of time, too.
        shortages: expect.arrayContaining([`broker_${what}`]),
      });
      const last = (await sending.stop()).at(-1) as string;
      await Promise.all(tabs.map((tab) => tab.has(last)));
      const { text } = await get(nodes[0].url, '/metrics');
      expect(text).toContain(`quad_shortage{of="broker_${what}"} `);
    } finally {
      await services.rabbit.ctl(command, enough);
    }
    await brokerIs('up');
    const ready = JSON.stringify({ status: 'ready', database: 'up', broker: 'up' });
    await eventually(readyz, (answer) => JSON.stringify(answer) === ready);
  });

  test('down: a withdrawn bot is still cut on the other node', async () => {
    const admin = { id: 'outage-admin', token: await nodes[0].token('outage-admin', { admin: true }) };
    const owner = await cast.person();
    const body = { id: 'outage-bot', b_id: CENTRAL.id, token: owner.token };
    const { pass } = (await post(nodes[0].url, '/API/bot/register', body)).json as { pass: string };
    const authorise = (state: number) =>
      post(nodes[0].url, '/API/admin/bots/update/auth', { id: 'outage-bot', state, token: admin.token });
    await authorise(1);

    const bot = await open(nodes[1].url);
    ok(await bot.say('new_bot', { id: 'outage-bot', pass }));
    await services.rabbit.stop();
    await brokerIs('down');
    await authorise(0);
    expect(await bot.next('signed_out')).toEqual([{ reason: 'unauthorised' }]);
    await bot.ended;
    await services.rabbit.start();
    await brokerIs('up');
  });
});
