import { expect, test } from 'vitest';
import type { AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert, WireIssued, WireRollCall } from '@/protocol/alerts';
import type { Movement } from '@/protocol/messages';
import { CENTRAL, CIVIL, FAR_LAWN } from '@/tests/support/campus';
import { ask, errorOf, get, ok, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { borrowServices } from '@/tests/support/quad';
import { cookieOf, createSignedIn } from '@/tests/support/signed-in';
import { withNodes } from '@/tests/support/suite';
import type { Person } from '@/tests/support/troupe';

const SECRET = 'a secret of the tests that signs their cookies';
const env = { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0', NEXTAUTH_SECRET: SECRET };

const { nodes, cast } = withNodes(borrowServices, env);

const isGone = (someone: Person) => (movement: Movement) =>
  movement.kind === 'delta'
    ? movement.gone.includes(someone.id)
    : movement.people.every((person) => person.id !== someone.id);

test('[R5][R3] a block on one node applies on the other at once, in the blocker’s tabs and in the lists', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const [url, elsewhere] = nodes.map((node) => node.url) as [string, string];
  const [tab, second] = [await cast.modern(ana, { url }), await cast.modern(ana, { url: elsewhere })];
  const his = await cast.modern(rui, { url: elsewhere });
  await cast.call(ana, 'user/update/coordinates', CIVIL.at);
  await post(elsewhere, '/API/user/update/coordinates', { ...rui, ...CIVIL.at });
  await his.next<[Movement]>('new_movement', (movement) => movement.people.some(({ id }) => id === ana.id));

  const { blocked } = ok(await tab.say('block', { user: rui.id, blocked: true }));
  expect(blocked.users).toEqual([rui.id]);
  for (const client of [tab, second]) expect(await client.next('blocked')).toEqual([blocked]);
  expect(his.count('blocked')).toBe(0);
  await his.next<[Movement]>('new_movement', isGone(ana));
  const refused = errorOf(await his.send({ to: 'people', users: [ana.id] }, 'why?'));
  expect(refused.code).toBe('declined');
  ok(await his.send({ to: 'range' }, 'to those who are near'));

  const later = await cast.modern(ana, { url: elsewhere });
  expect(later.hello.log.blocked).toEqual(blocked);
  expect(ok(await later.say('list_blocked', {})).people).toMatchObject([{ id: rui.id }]);

  const ended = ok(await second.say('block', { user: rui.id, blocked: false })).blocked;
  for (const client of [tab, second, later]) expect(await client.next('blocked')).toEqual([ended]);
  ok(await his.send({ to: 'people', users: [ana.id] }, 'hello again'));
  for (const client of [tab, second, later]) {
    await client.has('hello again');
    expect(client.texts()).toEqual(['hello again']);
  }
});

test('[V1][V4][V5] receipts and who is writing cross nodes, and a block on one node ends both on the other', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const hers = await cast.modern(ana);
  const his = await cast.modern(rui, { url: nodes[1].url });
  const sent = ok(await hers.send({ to: 'people', users: [rui.id] }, 'hello')).entries[0];
  const conversation = sent?.conversation.id as string;
  await his.has('hello');
  ok(await his.send({ to: 'people', users: [ana.id] }, 'hello to you'));
  await hers.has('hello to you');

  ok(await his.say('mark_delivered', { conversations: { [conversation]: 2 } }));
  expect(await hers.next('receipt')).toEqual([{ conversation, receipt: { delivered: 2, read: 0 } }]);
  ok(await his.say('mark_read', { conversation, seq: 2 }));
  expect(await hers.next('receipt')).toEqual([{ conversation, receipt: { delivered: 2, read: 2 } }]);
  const again = await cast.modern(ana, { url: nodes[1].url });
  expect(again.log()[conversation]?.info?.receipt).toEqual({ delivered: 2, read: 2 });

  for (const client of [hers, his]) ok(await client.say('open_conversation', { conversation }));
  ok(await his.say('show_typing', { conversation }));
  expect(await hers.next('typing')).toMatchObject([{ conversation, people: [{ id: rui.id }] }]);

  ok(await hers.say('block', { user: rui.id, blocked: true }));
  ok(await hers.say('show_typing', { conversation }));
  ok(await his.say('mark_read', { conversation, seq: 2 }));
  ok(await hers.say('block', { user: rui.id, blocked: false }));
  // What was told meanwhile would have come before this.
  ok(await hers.send({ to: 'people', users: [rui.id] }, 'again'));
  await his.has('again');
  expect([his.count('typing'), his.count('receipt'), hers.count('typing')]).toEqual([0, 0, 1]);
});

test('[R7] an administrator reads a report on any node, and deletes its message on both', async () => {
  const [ana, rui] = [await cast.person(), await cast.person()];
  const admin = await nodes[1].token('safety-admin', { admin: true });
  const [hers, his] = [await cast.modern(ana), await cast.modern(rui, { url: nodes[1].url })];
  const sent = ok(await his.send({ to: 'people', users: [ana.id] }, 'vile')).entries[0]?.message;
  await hers.has('vile');
  const { report } = ok(await hers.say('report', { message: sent?.id, reason: 'harassment' }));
  const open = ((await get(nodes[1].url, '/api/v1/reports', admin)).json as { items: { id: string }[] })
    .items;
  expect(open.map(({ id }) => id)).toContain(report);
  const path = `/api/v1/reports/${report}`;
  expect((await post(nodes[1].url, `${path}/delete-message`, {}, admin)).status).toBe(200);
  for (const client of [hers, his])
    await client.until(() => client.shown().some(({ message }) => message.moderated && message.text === ''));
  expect((await post(nodes[0].url, `${path}/close`, { note: 'Gone.' }, admin)).json).toMatchObject({
    closed: { note: 'Gone.' },
  });
});

test('[H4][H6][H7] an alert reaches both nodes, who enters, new sessions, and everyone told when it was sent in error', async () => {
  const [url, elsewhere] = nodes.map((node) => node.url) as [string, string];
  const admin = await nodes[0].token('alert-admin', { admin: true });
  const db = await nodes[0].db();
  /** Creates an officer; returns what sends requests from their browser. */
  const officer = async (name: string, roles: string[]) => {
    const [user] = await createSignedIn(db, [name]);
    for (const role of roles)
      expect((await post(url, '/api/v1/admin/alert-grants', { user: name, role }, admin)).status).toBe(200);
    const cookie = await cookieOf(user?.signInId ?? '', SECRET);
    return async <T>(path: string, body: object): Promise<T> => {
      const headers = { 'content-type': 'application/json', cookie, origin: url };
      const reply = await ask(url, path, { method: 'POST', headers, body: JSON.stringify(body) });
      expect([reply.status, reply.text]).toEqual([200, expect.anything()]);
      return reply.json as T;
    };
  };
  const operator = await officer('alert-operator', ['sole_operator']);
  const warden = await officer('alert-warden', ['warden']);
  const [ana, rui, eva] = [await cast.person(), await cast.person(), await cast.person()];
  const [hers, his, other] = [
    await cast.modern(ana, { url }),
    await cast.modern(rui, { url: elsewhere }),
    await cast.modern(eva, { url: elsewhere }),
  ];
  await post(url, '/API/user/update/coordinates', { ...ana, ...CENTRAL.at });
  await post(elsewhere, '/API/user/update/coordinates', { ...eva, ...FAR_LAWN });
  await post(elsewhere, '/API/user/update/coordinates', { ...rui, ...CENTRAL.at });
  // The node of the officer knows where both are.
  await hers.next<[Movement]>('new_movement', ({ people }) => people.some(({ id }) => id === rui.id));

  const { alert } = await operator<WireIssued>('/api/v1/live-alerts/break-glass', {
    key: 'an-alert-of-the-test',
    template: 'fire',
    values: { time: '14:05' },
    area: { buildings: [CENTRAL.id] },
    word: 'ALERT',
  });
  const got = (client: typeof hers, revision: number) =>
    client.next<[WireAlert, AlertReason]>(
      'alert',
      (each) => each.id === alert.id && each.revision === revision,
    );
  for (const client of [hers, his]) expect(await got(client, 1)).toEqual([alert, 'inside']);
  ok(await other.say('declare_building', { building: CENTRAL.id }));
  expect(await got(other, 1)).toEqual([alert, 'entered']);
  const late = await cast.modern(ana, { url: elsewhere });
  expect(await got(late, 1)).toEqual([alert, 'inside']);

  ok(await hers.say('alert_receipt', { alert: alert.id, revision: 1, state: 'displayed' }));
  expect(
    (await post(elsewhere, `/api/v1/alerts/${alert.id}/answer`, { answer: 'safe' }, rui.token)).status,
  ).toBe(200);
  const roll = await eventually(
    () => warden<WireRollCall>(`/api/v1/alerts/${alert.id}/roll-call`, {}),
    ({ numbers }) => numbers.displayed === 1 && numbers.handed === 1,
  );
  expect(roll.numbers).toMatchObject({ targeted: 3, answered: 1, unreached: 0 });

  ok(await other.say('declare_building', { building: null }));
  await operator(`/api/v1/alerts/${alert.id}/cancel`, { revision: 1 });
  for (const client of [hers, his, other, late])
    expect((await got(client, 2))[0]).toMatchObject({ type: 'cancel', active: false });
  for (const client of [hers, his, other, late]) expect(client.count('alert')).toBe(2);
});
