import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Movement } from '@/protocol/messages';
import { CENTRAL, CIVIL, LAWN } from '@/tests/support/campus';
import { get, ok, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { type Quad, type Services, startQuad, startServices } from '@/tests/support/quad';
import { createTroupe } from '@/tests/support/troupe';

/** `debug`: the log has every heartbeat that failed. */
const env = { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0', LOG_LEVEL: 'debug' };

describe('two nodes', () => {
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

  test('[D12][P12] the database is gone for longer than a node may be silent: who stayed is online after, who left is not', async () => {
    const admin = await nodes[0].token('outage-admin', { admin: true });
    const [ana, rui, mia] = [await cast.person(), await cast.person(), await cast.person()];
    const here = await cast.modern(ana);
    const there = await cast.modern(rui, { url: nodes[1].url });
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

    await services.postgres.kill();
    const missed = (node: Quad) => node.logs().match(/"what":"heartbeat"/g)?.length ?? 0;
    for (const node of nodes)
      await eventually(
        () => missed(node),
        (beats) => beats >= 4,
      );
    leaving.drop();
    await leaving.ended;
    await services.postgres.start();

    const left = [ana.id, rui.id].sort();
    for (const node of nodes)
      await eventually(
        () => online(node).catch(() => []),
        (ids) => JSON.stringify(ids) === JSON.stringify(left),
      );
    expect([here.socket.connected, there.socket.connected]).toEqual([true, true]);
    ok(await here.send({ to: 'building' }, 'are we all here?'));
    await there.has('are we all here?');
    ok(await there.send({ to: 'people', users: [ana.id] }, 'we are'));
    await here.has('we are');
  });

  test('[D11][D12] with the broker down, who left a building by way of one node hears no more of it on the other', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [tab, speaker] = [await cast.modern(ana), await cast.modern(rui)];
    await cast.call(ana, 'user/update/coordinates', CIVIL.at);
    await cast.call(rui, 'user/update/coordinates', CIVIL.at);
    ok(await speaker.send({ to: 'building' }, 'while she is here'));
    await tab.has('while she is here');
    await services.rabbit.stop();
    const brokers = async () =>
      Promise.all(
        nodes.map(async (node) => ((await get(node.url, '/readyz')).json as { broker: string }).broker),
      );
    await eventually(brokers, (states) => states.every((state) => state === 'down'));

    expect((await post(nodes[1].url, '/API/user/update/coordinates', { ...ana, ...LAWN })).status).toBe(200);
    await tab.next('new_movement', (m: Movement) => m.kind === 'snapshot' && m.you.building === null);
    ok(await speaker.send({ to: 'building' }, 'after she left'));
    ok(await speaker.send({ to: 'people', users: [ana.id] }, 'to her'));
    await tab.has('to her');
    expect(tab.texts()).toEqual(['while she is here', 'to her']);

    await services.rabbit.start();
    await eventually(brokers, (states) => states.every((state) => state === 'up'));
    const outbox = async () => (await (await nodes[0].db()).pool.query('SELECT 1 FROM outbox')).rowCount;
    await eventually(outbox, (rows) => rows === 0);
    ok(await speaker.send({ to: 'people', users: [ana.id] }, 'the last'));
    await tab.has('the last');
    expect(tab.texts()).toEqual(['while she is here', 'to her', 'the last']);
  });
});
