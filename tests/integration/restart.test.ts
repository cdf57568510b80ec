import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { authenticateToken } from '@/server/accounts/authenticate-token';
import { sendMessage } from '@/server/conversations/send-message';
import { createTestApp } from '@/tests/support/app';
import { CENTRAL } from '@/tests/support/campus';
import { get, ok, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { type Quad, type Services, startQuad, startServices } from '@/tests/support/quad';
import { createTroupe } from '@/tests/support/troupe';

const env = { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' };

describe('on a real broker and a real database', () => {
  let services: Services;
  let quad: Quad;
  beforeAll(async () => {
    services = await startServices();
    quad = await startQuad({ real: services, env });
  });
  afterAll(async () => {
    await quad?.remove();
    await services?.remove();
  });
  const cast = createTroupe(() => quad);
  afterEach(() => cast.leave());

  const outbox = async () => (await (await quad.db()).pool.query('SELECT 1 FROM outbox')).rowCount ?? 0;
  const brokerIs = (node: Quad, state: string) =>
    eventually(
      async () => ((await get(node.url, '/readyz')).json as { broker: string }).broker,
      (broker) => broker === state,
    );

  test('[D1] a node killed between COMMIT and publish loses nothing: another node publishes its outbox', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const sender = await cast.modern(ana);
    // With the broker down nothing is published, so the moment between the two lasts as long as needed.
    await services.rabbit.stop();
    await brokerIs(quad, 'down');
    for (const text of ['one', 'two', 'three'])
      ok(await sender.send({ to: 'people', users: [rui.id] }, text));
    await quad.kill();
    expect(await outbox()).toBeGreaterThanOrEqual(3);

    await services.rabbit.start();
    await quad.restart();
    const tab = await cast.modern(rui);
    await tab.has('three');
    await eventually(outbox, (rows) => rows === 0);
    const again = await cast.modern(ana);
    ok(await again.send({ to: 'people', users: [rui.id] }, 'four'));
    await tab.has('four');
    expect(tab.texts()).toEqual(['one', 'two', 'three', 'four']);
  });

  test('[D1] events left by a killed node are delivered to a session that waits on another node', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const other = await startQuad({ real: services, env });
    try {
      const tab = await cast.modern(rui, { url: other.url });
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
    } finally {
      await other.remove();
    }
  });

  test('a node reports that its database is down, and recovers afterwards', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const tab = await cast.modern(ana);
    const witness = await cast.modern(rui);
    await services.postgres.kill();
    const answer = await tab.send({ to: 'people', users: [rui.id] }, 'lost', 'a-client-id-of-mine');
    expect(answer).toMatchObject({ error: { code: 'unavailable', retryable: true } });
    const rest = await post(quad.url, '/API/user/message/send', { ...ana, users: [rui.id], message: 'x' });
    expect([rest.status, rest.json]).toEqual([
      503,
      { error: expect.objectContaining({ code: 'unavailable' }) },
    ]);
    expect((await get(quad.url, '/readyz')).status).toBe(503);
    expect((await get(quad.url, '/healthz')).status).toBe(200);

    await services.postgres.start();
    await eventually(
      async () => (await get(quad.url, '/readyz')).status,
      (status) => status === 200,
    );
    expect([tab.socket.connected, witness.socket.connected]).toEqual([true, true]);
    ok(await tab.send({ to: 'people', users: [rui.id] }, 'lost', 'a-client-id-of-mine'));
    await witness.has('lost');
    expect(witness.texts()).toEqual(['lost']);
  });
});

describe('on the embedded database', () => {
  let quad: Quad;
  beforeAll(async () => {
    quad = await startQuad({ embedded: true, env });
  });
  afterAll(() => quad?.remove());
  const cast = createTroupe(() => quad);
  afterEach(() => cast.leave());

  test('[D1][D3][D4] kill -9 during sends: acknowledged messages are there, once, without gaps', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const sender = await cast.modern(ana);
    const reader = await cast.modern(rui);
    const acknowledged: string[] = [];
    const sent: string[] = [];
    const writing = Array.from({ length: 4 }, async (_, lane) => {
      for (let n = 0; ; n += 1) {
        const text = `${lane}/${n}`;
        sent.push(text);
        ok(await sender.send({ to: 'people', users: [rui.id] }, text, `client-${lane}-${n}`));
        acknowledged.push(text);
      }
    });
    const ended = Promise.allSettled(writing);
    await reader.until(() => reader.shown().length > 100);
    await quad.kill();
    await ended;

    await quad.restart();
    const again = await cast.modern(rui, { session: reader.hello.session, log: reader.log() });
    await again.has(...acknowledged);
    const shown = again.shown();
    expect(shown.map((entry) => entry.seq)).toEqual(shown.map((_, n) => n + 1));
    expect(new Set(again.texts()).size).toBe(shown.length);
    for (const text of again.texts()) expect(sent).toContain(text);

    // Unacknowledged messages are sent again under the same ids, and no message is doubled.
    const back = await cast.modern(ana);
    for (const text of sent) {
      ok(await back.send({ to: 'people', users: [rui.id] }, text, `client-${text.replace('/', '-')}`));
    }
    await again.has(...sent);
    expect(again.texts().toSorted()).toEqual(sent.toSorted());
  });

  test('a restart keeps users, bots and places; only users who connect are online', async () => {
    const ana = await cast.person();
    await cast.modern(ana);
    await cast.call(ana, 'user/update/coordinates', CENTRAL.at);
    await quad.restart();
    const admin = { id: 'restart-admin', token: await quad.token('restart-admin', { admin: true }) };
    const online = async () => {
      const { json } = await get(quad.url, '/API/admin/users/show/online', admin.token);
      return (json as { id: string }[]).map(({ id }) => id);
    };
    expect(await online()).not.toContain(ana.id);
    // The users of the killed node go offline a little later.
    await eventually(online, (ids) => ids.length === 0);
    const again = await cast.modern(ana);
    expect(again.hello.you.id).toBe(ana.id);
    expect((await get(quad.url, '/API/bot/show/buildings')).json).toContainEqual({
      id: CENTRAL.id,
      name: CENTRAL.name,
    });
  });
});
