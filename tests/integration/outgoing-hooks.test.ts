import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Hears } from '@/protocol/outgoing-hooks';
import type { UserActor } from '@/server/actor';
import { collectEvents } from '@/server/bots/outgoing/collect-events';
import { createConversation } from '@/server/conversations/create-conversation';
import { cellOf } from '@/server/presence/cells';
import { changePresence } from '@/server/presence/change-presence';
import { type Core, startCores } from '../support/core';
import { eventually } from '../support/eventually';
import { LONG_TESTS } from '../support/long-tests';
import { startQuad } from '../support/quad';
import { type Receiver, startReceiver } from '../support/receiver';

const ENV = { HOOK_HOSTS: '127.0.0.1' };

/** A bot of its own for each test. */
let BOT = '';
let bots = 0;
let core: Core;
let other: Core;
let remove: () => Promise<void>;
let owner: UserActor;
let administrator: UserActor;
let ana: UserActor;
const receivers: Receiver[] = [];

beforeAll(async () => {
  ({ core, other, remove } = await startCores(ENV));
  await query(`INSERT INTO buildings (id, name) VALUES ('tower', 'Torre Norte')`);
  [owner, ana] = (await core.people(2)) as [UserActor, UserActor];
  administrator = { ...(await core.person()), administrator: true };
  await core.session(ana);
  await changePresence(core.app, ana.userId, {
    cell: cellOf(38.7, -9.1),
    sharing: true,
    buildingId: 'tower',
  });
});
afterAll(() => remove());
beforeEach(async () => {
  bots += 1;
  BOT = `menu-bot-${bots}`;
  await core.app.commands.registerBot({ actor: owner, id: BOT, buildingId: 'tower' });
  await core.app.commands.authoriseBot({ actor: administrator, id: BOT, authorised: true });
});
afterEach(async () => {
  await core.app.commands.deleteBot({ actor: owner, id: BOT });
  for (const receiver of receivers.splice(0)) receiver.close();
});

const query = async <T extends object>(text: string, values: unknown[] = []) =>
  (await core.db.pool.query<T>(text, values)).rows;

const say = async (text: string) => {
  const { entries } = await core.app.commands.sendMessage({
    actor: ana,
    address: { to: 'building' },
    text,
    clientId: randomUUID(),
  });
  return entries[0]?.message.id as string;
};

async function program(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...args);
  receivers.push(receiver);
  return receiver;
}

const create = (
  url: string,
  hears: Hears = 'mentions',
  actor = hears === 'messages' ? administrator : owner,
) => core.app.commands.createOutgoingHook({ actor, id: BOT, name: 'Menu', url, hears });
const hookNow = async () => (await core.app.commands.listOutgoingHooks({ actor: owner, id: BOT }))[0];

/** Lets both nodes send what is due. */
async function send() {
  await Promise.all([core, other].map(({ app }) => app.outgoing.tick()));
  await Promise.all([core, other].map(({ app }) => app.outgoing.settled()));
}
/** Makes the waits of events pass. */
const passTime = () => query(`UPDATE outgoing_events SET due_at = now() WHERE state = 'waiting'`);
const texts = ({ received }: Receiver) => received.map(({ event }) => event.data.message.text);

test('[B15] a webhook is told what its bot may hear, signed, and without any name', async () => {
  const menu = await program();
  await say('before it was there');
  const { secret } = await create(menu.url);
  await say('hello everybody');
  const asked = await say(`@${BOT} what is for lunch?`);
  await send();
  expect(texts(menu)).toEqual([`@${BOT} what is for lunch?`]);
  const [first] = menu.received;
  expect(new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).toEqual({
    type: 'message.created',
    timestamp: expect.stringMatching(/Z$/),
    data: {
      bot: BOT,
      place: { id: expect.any(String), kind: 'building', title: 'Torre Norte' },
      heard: 'mention',
      person: expect.any(String),
      message: {
        id: asked,
        at: expect.stringMatching(/Z$/),
        text: `@${BOT} what is for lunch?`,
        replyTo: null,
      },
      token: expect.any(String),
    },
  });
  expect(first?.body).not.toContain(ana.username);

  const { token } = first?.event.data ?? {};
  await core.app.commands.answerBotCall({ token: token ?? '', text: 'Soup.' });
  expect(await query('SELECT text FROM messages WHERE reply_to = $1', [asked])).toEqual([{ text: 'Soup.' }]);
  const later = () => menu.received.slice(1).map(({ event }) => [event.type, event.data.message.text]);
  await core.app.commands.editMessage({ actor: ana, messageId: asked, text: 'never mind' });
  await send();
  await core.app.commands.deleteMessage({ actor: ana, messageId: asked });
  await send();
  expect(later()).toEqual([
    ['message.edited', 'never mind'],
    ['message.deleted', null],
  ]);
  expect(await hookNow()).toMatchObject({ waiting: 0, failingSince: null, off: null });
});

test('[B15] only an administrator lets a webhook hear all messages, and nothing is heard without an authorisation', async () => {
  const all = await program();
  await expect(create(all.url, 'messages', owner)).rejects.toMatchObject({ code: 'forbidden' });
  const { id } = await create(all.url, 'messages');
  await say('heard');
  await send();
  await core.app.commands.authoriseBot({ actor: administrator, id: BOT, authorised: false });
  await say('not heard');
  await send();
  await core.app.commands.authoriseBot({ actor: administrator, id: BOT, authorised: true });
  await say('heard again');
  await core.app.commands.updateOutgoingHook({ actor: owner, id, on: false });
  await send();
  await say('off');
  await core.app.commands.updateOutgoingHook({ actor: owner, id, on: true });
  await say('on');
  await send();
  expect(texts(all)).toEqual(['heard', 'on']);
  await expect(
    core.app.commands.updateOutgoingHook({ actor: owner, id, hears: 'messages' }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    core.app.commands.updateOutgoingHook({ actor: owner, id, url: `${all.url}elsewhere` }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await core.app.commands.updateOutgoingHook({ actor: administrator, id, url: `${all.url}elsewhere` });
  for (const actor of [ana])
    await expect(core.app.commands.updateOutgoingHook({ actor, id, on: true })).rejects.toMatchObject({
      code: 'not_found',
    });
});

test('[B15] a webhook hears the other places of its bot from when the bot is there', async () => {
  const menu = await program();
  await create(menu.url, 'messages');
  const group = await createConversation(core.app, {
    actor: ana,
    wanted: { kind: 'group', users: [owner.username], title: 'Lunch' },
  });
  const sayThere = (text: string) =>
    core.app.commands.sendMessage({
      actor: ana,
      address: { to: 'conversation', id: group.id },
      text,
      clientId: randomUUID(),
    });
  await sayThere(`@${BOT} too early`);
  await query('INSERT INTO bot_places (bot_id, conversation_id) VALUES ($1, $2)', [BOT, group.id]);
  await sayThere('among us');
  await sayThere(`@${BOT} and @${owner.username}, lunch?`);
  await send();
  expect(texts(menu)).toEqual([`@${BOT} and @someone, lunch?`]);
  expect(menu.received[0]?.event.data.place).toEqual({ id: group.id, kind: 'group', title: null });
  expect(menu.received[0]?.body).not.toContain(owner.username);

  const place = { actor: ana, id: BOT, conversation: group.id };
  await sayThere(`@${BOT} not sent yet`);
  await collectEvents(core.db);
  await core.app.commands.removeBotPlace(place);
  await sayThere(`@${BOT} are you gone?`);
  await core.app.commands.addBotPlace(place);
  await sayThere(`@${BOT} welcome back`);
  await send();
  expect(texts(menu).slice(1)).toEqual([`@${BOT} welcome back`]);
});

test('[B18] a message of a bot is no event', async () => {
  const all = await program();
  await create(all.url, 'messages');
  const { pass } = await core.app.commands.replaceBotSecret({ actor: owner, id: BOT, overlapHours: 0 });
  const actor = await core.app.commands.authenticateBot({ id: BOT, pass });
  await core.app.commands.sendBotMessage({ actor, id: BOT, text: `@${BOT} I speak to myself` });
  await say('a person');
  await send();
  expect(texts(all)).toEqual(['a person']);
});

test('[B16] a new secret signs at once, and the former one too until the overlap ends', async () => {
  const menu = await program();
  const { id, secret } = await create(menu.url);
  const next = await core.app.commands.replaceOutgoingSecret({ actor: owner, id, overlapHours: 1 });
  const accepts = (key: string) => {
    const { body = '', headers = {} } = menu.received.at(-1) ?? {};
    try {
      return Boolean(new Webhook(key).verify(body, headers));
    } catch {
      return false;
    }
  };
  await say(`@${BOT} one`);
  await send();
  expect([accepts(secret), accepts(next.secret)]).toEqual([true, true]);
  expect((await hookNow())?.formerUntil).toBe(next.formerUntil);
  await query(`UPDATE outgoing_hooks SET former_until = now() - interval '1 s'`);
  await say(`@${BOT} two`);
  await send();
  expect([accepts(secret), accepts(next.secret)]).toEqual([false, true]);
  const stored = JSON.stringify(await query(`SELECT h::text FROM outgoing_hooks h`));
  for (const key of [secret, next.secret]) {
    const bytes = Buffer.from(key.slice(6), 'base64');
    expect(stored).not.toContain(bytes.toString('hex'));
  }
});

test('[B17] a failed event is tried again and listed, 503 is waited for, and a replay has the same id', async () => {
  const statuses = [500, 503, 302, 200, 204];
  const flaky = await program((response, _, n) =>
    response
      .writeHead(statuses[n - 1] ?? 500, { 'Retry-After': '3600', Location: 'http://127.0.0.1/' })
      .end(),
  );
  const { id } = await create(flaky.url);
  await say(`@${BOT} lunch?`);
  await send();
  const waits = [];
  for (let n = 0; n < 3; n++) {
    const { events: [event] = [], failingSince } = (await hookNow()) ?? {};
    expect([event?.state, failingSince]).toEqual(['waiting', expect.any(String)]);
    waits.push((Date.parse(event?.nextAt ?? '') - Date.now()) / 1_000);
    await send();
    await passTime();
    await send();
  }
  expect(waits[0]).toBeLessThan(7);
  expect(waits[1]).toBeGreaterThan(3_500);
  expect(waits[2]).toBeLessThan(2_200);
  const { events: [event] = [], failingSince } = (await hookNow()) ?? {};
  expect([event?.state, event?.nextAt, failingSince]).toEqual(['delivered', null, null]);
  expect(event?.attempts.map(({ status }) => status)).toEqual([200, 302, 503, 500]);
  await core.app.commands.replayEvent({ actor: owner, id, event: event?.id ?? '' });
  await send();
  expect(new Set(flaky.received.map((each) => each.id))).toEqual(new Set([event?.id]));
  expect(flaky.received).toHaveLength(5);
  await expect(
    core.app.commands.replayEvent({ actor: owner, id, event: '00000000-0000-4000-8000-000000000000' }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('[B17] 410, and three days of failures, switch a webhook off, which its owner is told', async () => {
  const ended = await program((response) => response.writeHead(410).end());
  const broken = await program((response) => response.writeHead(500).end());
  await create(ended.url);
  await create(broken.url);
  await say(`@${BOT} are you there?`);
  await send();
  const hooks = () => core.app.commands.listOutgoingHooks({ actor: owner, id: BOT });
  expect((await hooks()).map(({ off }) => off?.reason)).toEqual(['gone', undefined]);
  expect((await hooks())[0]?.events[0]).toMatchObject({ state: 'failed', nextAt: null });
  await query(`UPDATE outgoing_hooks SET failing_since = now() - interval '73 hours' WHERE off_at IS NULL`);
  await passTime();
  await send();
  expect((await hooks()).map(({ off }) => off?.reason)).toEqual(['gone', 'failing']);
  const notices = await core.app.commands.listNotices({ actor: owner });
  expect(notices).toMatchObject([
    { kind: 'webhook', text: `Menu (${BOT})` },
    { kind: 'webhook', text: `Menu (${BOT})` },
  ]);
  const calls = broken.received.length;
  await passTime();
  await send();
  expect(broken.received).toHaveLength(calls);
});

test('[B19] a URL of this machine or its network, and http, is refused unless the operator allows its host', async () => {
  for (const url of [
    'https://localhost/',
    'https://10.0.0.1/',
    'http://menu.example.edu/',
    'https://menu.example.edu:22/',
    'https://[::1]/',
    'ftp://127.0.0.1/',
  ])
    await expect(create(url)).rejects.toMatchObject({ code: 'bad_request', field: 'url' });
  for (let n = 0; n < 5; n++) await create(`https://menu.example.edu/${n}`);
  await expect(create('https://menu.example.edu/6')).rejects.toMatchObject({ code: 'conflict' });
});

test('[B17] no event is lost when programs are slow or fail and the node is killed, and its id stays', async () => {
  const messages = LONG_TESTS ? 3_400 : 100;
  const node = await startQuad({ env: ENV });
  try {
    const quick = await program();
    const slow = await program((response) => setTimeout(() => response.writeHead(200).end(), 100));
    const failing = await program((response, _, n) => response.writeHead(n < 3 ? 500 : 200).end());
    const programs = [quick, slow, failing];
    const token = await node.token('ist1100001', { admin: true });
    const ask = async (path: string, body: object) => {
      const answer = await fetch(node.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      expect([path, answer.status]).toEqual([path, 200]);
    };
    await ask('/API/bot/register', { id: BOT, b_id: '2448131361042' });
    await ask('/API/admin/bots/update/auth', { id: BOT, state: 1 });
    for (const { url } of programs)
      await ask(`/api/v1/bots/${BOT}/outgoing-hooks`, { name: 'All', url, hears: 'messages' });
    const db = async (text: string) => (await node.db()).pool.query(text);
    await db(
      `WITH room AS (INSERT INTO conversations (kind, key, head) VALUES ('building', 'building:2448131361042', ${messages})
         RETURNING id),
       said AS (INSERT INTO messages (sender_id, client_id, text)
         SELECT u.id, 'said-' || n, 'number ' || n FROM users u, generate_series(1, ${messages}) n
         WHERE u.username = 'ist1100001' RETURNING id)
       INSERT INTO entries (conversation_id, seq, message_id)
       SELECT room.id, row_number() OVER (), said.id FROM said, room`,
    );
    await eventually(
      () => quick.received.length + slow.received.length,
      (count) => count > messages / 4,
    );
    await node.kill();
    await node.restart();
    const waiting = async () => {
      // The claims of the dead node, and the waits of what failed, are over.
      await db(
        `UPDATE outgoing_events SET due_at = now() WHERE id IN (SELECT id FROM outgoing_events
           WHERE state = 'waiting' AND due_at > now() + interval '1 s' FOR UPDATE SKIP LOCKED)`,
      );
      const { rows } = await db(`SELECT count(*) AS n FROM outgoing_events WHERE state = 'waiting'`);
      const { rows: all } = await db('SELECT count(*) AS n FROM outgoing_events');
      return [rows[0].n, all[0].n];
    };
    await eventually(waiting, ([left, all]) => left === 0 && all === messages * programs.length, 240_000);
    const { rows: states } = await db('SELECT state, count(*) AS n FROM outgoing_events GROUP BY state');
    expect(states).toEqual([{ state: 'delivered', n: messages * programs.length }]);
    for (const { received } of programs) {
      const ids = new Map<string, Set<string>>();
      for (const { id, event } of received) {
        const { id: messageId } = event.data.message;
        ids.set(messageId, (ids.get(messageId) ?? new Set()).add(id));
      }
      expect(ids.size).toBe(messages);
      expect([...ids.values()].every((each) => each.size === 1)).toBe(true);
    }
  } finally {
    await node.remove();
  }
}, 300_000);
