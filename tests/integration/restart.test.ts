import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CENTRAL } from '@/tests/support/campus';
import { get, ok } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { type Quad, startQuad } from '@/tests/support/quad';
import { createTroupe } from '@/tests/support/troupe';

const env = { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' };

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
