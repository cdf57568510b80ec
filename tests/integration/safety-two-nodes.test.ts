import { expect, test } from 'vitest';
import type { Movement } from '@/protocol/messages';
import { CIVIL } from '@/tests/support/campus';
import { errorOf, get, ok, post } from '@/tests/support/clients';
import { borrowServices } from '@/tests/support/quad';
import { withNodes } from '@/tests/support/suite';
import type { Person } from '@/tests/support/troupe';

const env = { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' };

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
  const open = (await get(nodes[1].url, '/api/v1/reports', admin)).json as { id: string }[];
  expect(open.map(({ id }) => id)).toContain(report);
  const path = `/api/v1/reports/${report}`;
  expect((await post(nodes[1].url, `${path}/delete-message`, {}, admin)).status).toBe(200);
  for (const client of [hers, his])
    await client.until(() => client.shown().some(({ message }) => message.moderated && message.text === ''));
  expect((await post(nodes[0].url, `${path}/close`, { note: 'Gone.' }, admin)).json).toMatchObject({
    closed: { note: 'Gone.' },
  });
});
