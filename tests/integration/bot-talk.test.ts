import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Bot, type BotCall, type CallHandler, createBot } from '@/clients/bot';
import type { WirePlaceOfBot } from '@/protocol/bots';
import type { WireEntry } from '@/protocol/messages';
import { CENTRAL, CIVIL } from '@/tests/support/campus';
import { ask, ok, open, post } from '@/tests/support/clients';
import { eventually } from '@/tests/support/eventually';
import { borrowServices } from '@/tests/support/quad';
import { withNodes } from '@/tests/support/suite';

const { nodes, cast } = withNodes(borrowServices, {
  LIMITS: 'off',
  PRESENCE_EPOCH_SECONDS: '0',
  // The nodes of an installation have one secret.
  NEXTAUTH_SECRET: 'a secret of the tests that signs tokens of calls',
});
const bots: Bot[] = [];
let owner: { id: string; token: string };
let administrator: string;

beforeAll(async () => {
  owner = await cast.person();
  administrator = await nodes[0].token('ist1000001', { admin: true });
});
afterEach(() => Promise.all(bots.splice(0).map((bot) => bot.stop())));

/** Registers an authorised bot of the building, and returns its SDK for the second node, not started. */
async function newBot(id = `bot-${randomUUID().slice(0, 8)}`, building = CIVIL.id) {
  const registered = await post(nodes[0].url, '/API/bot/register', { id, b_id: building }, owner.token);
  await post(nodes[0].url, '/API/admin/bots/update/auth', { id, state: 1 }, administrator);
  const secret = (registered.json as { pass: string }).pass;
  const bot = createBot({ url: nodes[1].url, id, secret });
  bots.push(bot);
  return { id, secret, bot };
}

/** Returns a person in the building with a client. */
async function visitor() {
  const person = await cast.person();
  const client = await cast.modern(person);
  ok(await client.say('declare_building', { building: CIVIL.id }));
  return { person, client };
}

/** Returns what administrators did to a bot. */
async function auditOf(id: string): Promise<string[]> {
  const { pool } = await nodes[0].db();
  const { rows } = await pool.query('SELECT action FROM audit_records WHERE about = $1 ORDER BY id', [id]);
  return rows.map(({ action }) => action);
}

type Client = Awaited<ReturnType<typeof visitor>>['client'];
const reply = async (client: Client, to: string, text: string): Promise<WireEntry> => {
  const [, entries] = await client.next<[string[], WireEntry[]]>('new_message', (_, list) =>
    list.some(({ message }) => message?.text === text),
  );
  const entry = entries.find(({ message }) => message?.text === text) as WireEntry;
  const asked = client.texts().indexOf(to);
  expect(asked).toBeGreaterThanOrEqual(0);
  return entry;
};

async function authorised(method: string, path: string, body: object | undefined, token: string) {
  const answer = await ask(nodes[0].url, path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return [answer.status, answer.json] as const;
}

test('[B20] [B21] a command in the room of a building is answered by the bot of another node, without a name', async () => {
  const heard: BotCall[] = [];
  const { id, bot } = await newBot();
  bot.command('menu', 'What there is for lunch', (call) => {
    heard.push(call);
    return `Soup ${call.text}`;
  });
  await bot.start();
  const { client, person } = await visitor();
  const sent = ok(await client.send({ to: 'building' }, `/menu for @${owner.id}`));
  const answer = await reply(client, `/menu for @${owner.id}`, 'Soup for @someone');
  expect(answer).toMatchObject({
    replyTo: sent.entries[0]?.seq,
    message: { from: { kind: 'bot', id } },
  });
  const [call] = heard as [BotCall];
  expect(call).toMatchObject({ kind: 'command', place: { kind: 'building', title: CIVIL.name } });
  for (const name of [person.id, owner.id]) expect(JSON.stringify(call)).not.toContain(name);

  const conversation = sent.entries[0]?.conversation.id as string;
  expect(ok(await client.say('list_bots', { conversation })).bots).toContainEqual({
    id,
    name: null,
    running: true,
    commands: [{ name: 'menu', description: 'What there is for lunch' }],
  });
});

test('[B22] a bot answers later by the token: five times, within thirty minutes, also over REST', async () => {
  const { bot, id } = await newBot();
  const called = new Promise<BotCall>((resolve) => bot.hear('mention', resolve as CallHandler));
  const { client } = await visitor();
  // The bot is not there yet: it hears the message when it is.
  ok(await client.send({ to: 'building' }, `later, @${id}`));
  await bot.start();
  const call = await called;
  await call.answer('one');
  const rest = (text: string, clientId?: string, token = call.token) =>
    post(nodes[0].url, '/api/v1/bot-answers', { token, text, ...(clientId && { clientId }) });
  const first = await rest('two', 'answer-number-2');
  expect(first.status).toBe(200);
  expect((await rest('two', 'answer-number-2')).json).toEqual({ ...(first.json as object), replayed: true });
  expect((await rest('another', 'answer-number-2')).status).toBe(409);
  for (const text of ['three', 'four', 'five']) expect((await rest(text)).status).toBe(200);
  expect((await rest('six')).status).toBe(404);
  for (const token of [
    'x',
    `${call.id}.x`,
    call.token.slice(0, -1),
    `${randomUUID()}.${call.token.split('.')[1]}`,
  ])
    expect((await rest('forged', undefined, token)).status).toBe(404);
  for (const text of ['one', 'two', 'five']) await client.has(text);

  const { pool } = await nodes[0].db();
  await pool.query(
    "UPDATE bot_calls SET answers = '{}', created_at = now() - interval '31 minutes' WHERE bot_id = $1",
    [id],
  );
  expect((await rest('too late')).status).toBe(404);
});

test('[B21] a bot that does not acknowledge keeps no other bot of its node from hearing', async () => {
  const [deaf, other] = [await newBot(), await newBot()];
  const { client } = await visitor();
  const sent = ok(await client.send({ to: 'building' }, `hello @${deaf.id} and @${other.id}`));
  const { pool } = await nodes[0].db();
  await pool.query(
    `WITH asked AS (INSERT INTO messages (sender_id, client_id, text)
       SELECT sender_id, 'asked ' || n, 'hello' FROM messages, generate_series(1, 120) n WHERE id = $1 RETURNING id)
     INSERT INTO bot_calls (message_id, conversation_id, bot_id, kind, created_at)
     SELECT id, $2, $3, 'mention', now() - interval '1 minute' FROM asked`,
    [sent.entries[0]?.message.id, sent.entries[0]?.conversation.id, deaf.id],
  );
  const authenticated = await post(nodes[1].url, '/API/bot/auth', { id: deaf.id, pass: deaf.secret });
  const { token } = authenticated.json as { token: string };
  const socket = await open(nodes[1].url);
  ok(await socket.say('new_bot', { id: deaf.id, token }));
  const heard = new Promise<BotCall>((resolve) => other.bot.hear('mention', resolve as CallHandler));
  await other.bot.start();
  expect(await heard).toMatchObject({ text: `hello @someone and @${other.id}` });
  await socket.close();
});

test('[B23] a bot hears mentions and messages to it alone, edits and deletes its own, and reacts', async () => {
  const { bot, id } = await newBot();
  const said: string[] = [];
  bot.hear('mention', async (call) => {
    said.push(call.kind);
    await call.react('👍');
  });
  bot.hear('direct', async (call) => {
    said.push(call.kind);
    const answer = await call.answer('first');
    await bot.edit(answer, 'second');
    const other = await bot.say('to be deleted', { place: call.place.id, replyTo: call.message });
    await bot.delete(other);
    return `${call.place.kind}: ${call.text}`;
  });
  await bot.start();
  const { client } = await visitor();
  ok(await client.send({ to: 'building' }, `hello @${id}`));
  await client.next<[string[], WireEntry[]]>('new_message', (_, list) =>
    list.some(({ reactions }) => reactions?.some(({ emoji, by }) => emoji === '👍' && by.includes(id))),
  );
  // Nobody asked it.
  ok(await client.send({ to: 'building' }, 'hello everybody'));

  const { conversation } = ok(await client.say('message_bot', { bot: id }));
  expect(conversation).toMatchObject({ kind: 'group', title: id, open: true });
  expect(ok(await client.say('message_bot', { bot: id })).conversation.id).toBe(conversation.id);
  ok(await client.send({ to: 'conversation', id: conversation.id }, 'are you there?'));
  await client.has('direct: are you there?');
  expect(client.texts()).toContain('second');
  expect(client.texts()).not.toContain('first');
  expect(client.texts()).not.toContain('to be deleted');
  expect(said).toEqual(['mention', 'direct']);

  const other = await cast.person();
  const added = await client.say('add_members', { conversation: conversation.id, users: [other.id] });
  expect(added).toMatchObject({ error: { code: 'conflict' } });
  ok(await client.say('leave_conversation', { conversation: conversation.id }));
  await expect(bot.say('still there?', { place: conversation.id })).rejects.toMatchObject({
    code: 'not_authorised',
  });
});

test('[B24] a bot sends in other buildings and in groups and channels that let it in, and nowhere else', async () => {
  const { bot, id } = await newBot();
  bot.command('where', 'Says where', ({ place }) => `in ${place.title}`);
  await bot.start();
  const { client, person } = await visitor();
  const title = `Chess ${randomUUID()}`;
  const { conversation } = ok(
    await client.say('create_conversation', { kind: 'channel', title, public: true }),
  );
  ok(await client.send({ to: 'conversation', id: conversation.id }, '/where'));
  const places = `/api/v1/bots/${id}/places`;
  expect((await authorised('POST', places, { conversation: conversation.id }, owner.token))[0]).toBe(403);
  expect((await authorised('POST', places, { building: CENTRAL.id }, owner.token))[0]).toBe(403);
  expect((await authorised('POST', places, { building: 'nowhere' }, administrator))[0]).toBe(404);
  expect((await authorised('POST', places, { building: CENTRAL.id }, administrator))[0]).toBe(200);
  expect((await authorised('POST', places, { conversation: conversation.id }, person.token))[0]).toBe(200);
  ok(await client.send({ to: 'conversation', id: conversation.id }, '/where are you'));
  await client.has(`in ${title}`);
  const [, listed] = await authorised('GET', places, undefined, owner.token);
  expect(listed).toContainEqual({ id: conversation.id, kind: 'channel', title });
  const central = (listed as WirePlaceOfBot[]).find((place) => place.title === CENTRAL.name);
  expect(central).toEqual({ id: expect.any(String), kind: 'building', title: CENTRAL.name });
  expect((await authorised('DELETE', `${places}/${central?.id}`, undefined, administrator))[0]).toBe(200);
  expect(await auditOf(id)).toEqual(['authorised_bot', 'authorised_bot', 'withdrew_bot']);

  const gone = `${places}/${conversation.id}`;
  expect((await authorised('DELETE', gone, undefined, person.token))[0]).toBe(200);
  expect((await authorised('DELETE', gone, undefined, owner.token))[0]).toBe(404);
  expect(client.texts().filter((text) => text === `in ${title}`)).toHaveLength(1);
});

test('[B25] bots do not answer themselves or each other', async () => {
  const [one, other] = [await newBot(), await newBot()];
  let heard = 0;
  for (const [mine, theirs] of [
    [one, other],
    [other, one],
  ] as const) {
    mine.bot.command('loop', 'Calls itself and the other', () => `/loop @${mine.id} @${theirs.id}`);
    mine.bot.hear('mention', () => {
      heard += 1;
      return `/loop @${mine.id} @${theirs.id}`;
    });
    await mine.bot.start();
  }
  const { client } = await visitor();
  ok(await client.send({ to: 'building' }, `hello @${one.id} and @${other.id}`));
  await client.has(`/loop @${one.id} @${other.id}`);
  await client.has(`/loop @${other.id} @${one.id}`);
  const id = await one.bot.say(`/loop @${one.id} @${other.id}`);
  const { pool } = await nodes[0].db();
  // What people ask afterwards is heard, so the messages of the bots before it were not.
  ok(await client.send({ to: 'building' }, `@${one.id} again`));
  await eventually(
    () => heard,
    (count) => count === 3,
  );
  const { rowCount } = await pool.query('SELECT 1 FROM bot_calls WHERE message_id = $1', [id]);
  expect(rowCount).toBe(0);
});

test('[B26] a bot is told no count below five', async () => {
  const { bot } = await newBot(undefined, CENTRAL.id);
  await bot.start();
  const people = await Promise.all([1, 2, 3, 4].map(() => visitorOf(CENTRAL.id)));
  expect(await bot.audience()).toBeNull();
  people.push(await visitorOf(CENTRAL.id));
  await eventually(
    () => bot.audience(),
    (count) => count === 5,
  );
});

async function visitorOf(building: string) {
  const client = await cast.modern(await cast.person());
  ok(await client.say('declare_building', { building }));
  return client;
}

test('a socket without a bot has no events of bots', async () => {
  const socket = await open(nodes[0].url);
  expect(await socket.say('bot_commands', { commands: [] })).toMatchObject({
    error: { code: 'unauthenticated' },
  });
  await socket.close();
});

test('[B27] [B28] two nodes send each slot once, and a missed one once or not at all; a schedule can be tried', async () => {
  const { id } = await newBot();
  const path = `/api/v1/bots/${id}/schedules`;
  const weekdays = { cron: '0 12 * * 1-5' };
  const [, preview] = await authorised('POST', `${path}/preview`, weekdays, owner.token);
  expect(preview).toMatchObject({ timeZone: 'Europe/Lisbon', people: null });
  const { runs } = preview as { runs: string[] };
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Lisbon', timeStyle: 'short' });
  expect(runs.map((run) => clock.format(new Date(run)))).toEqual(Array(5).fill('12:00'));
  expect((await authorised('POST', `${path}/preview`, { cron: '0 25 * * *' }, owner.token))[0]).toBe(400);
  const elsewhere = { ...weekdays, place: randomUUID() };
  expect((await authorised('POST', `${path}/preview`, elsewhere, owner.token))[0]).toBe(403);

  // Years away, so that only the slots of this test come.
  const create = async (text: string, catchUp: boolean) => {
    const body = { cron: '0 0 1 1 *', text, catchUp };
    return (await authorised('POST', path, body, owner.token))[1] as { id: string };
  };
  const due = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => create(`due ${n}`, false)));
  const [missed, caught] = await Promise.all([create('missed', false), create('caught up', true)]);
  const { pool } = await nodes[0].db();
  const ids = due.map((schedule) => schedule.id);
  await pool.query(
    `UPDATE bot_schedules SET next_at = date_trunc('second', now()) - CASE WHEN id = ANY($2) THEN interval '0' ELSE interval '1 day' END
     WHERE bot_id = $1`,
    [id, ids],
  );
  const runsOf = async () =>
    (
      await pool.query<{ id: string; outcome: string }>(
        `SELECT r.schedule_id AS id, r.outcome FROM bot_runs r JOIN bot_schedules s ON s.id = r.schedule_id WHERE s.bot_id = $1`,
        [id],
      )
    ).rows;
  const handled = await eventually(runsOf, (rows) => rows.length >= 8);
  expect(new Set(handled.map((run) => run.id)).size).toBe(handled.length);
  expect(handled).toContainEqual({ id: missed.id, outcome: 'missed' });
  expect(handled).toContainEqual({ id: caught.id, outcome: 'sent' });
  const { rows } = await pool.query<{ text: string }>(
    'SELECT text FROM messages WHERE bot_id = $1 ORDER BY text',
    [id],
  );
  expect(rows.map(({ text }) => text)).toEqual(['caught up', ...due.map((_, n) => `due ${n + 1}`)]);

  const other = await cast.person();
  const refused = await authorised('DELETE', `/api/v1/bot-schedules/${missed.id}`, undefined, other.token);
  expect(refused).toMatchObject([404, { error: { message: 'You have no such schedule.' } }]);
  const never = await authorised('POST', path, { cron: '0 0 30 2 *', text: 'never' }, owner.token);
  expect(never).toMatchObject([400, { error: { field: 'cron' } }]);
  expect((await authorised('DELETE', `/api/v1/bot-schedules/${missed.id}`, undefined, owner.token))[0]).toBe(
    200,
  );
  const caughtPath = `/api/v1/bot-schedules/${caught.id}`;
  expect((await authorised('DELETE', caughtPath, undefined, administrator))[0]).toBe(200);
  expect((await authorised('GET', path, undefined, owner.token))[1]).toHaveLength(6);
  expect(await auditOf(id)).toEqual(['authorised_bot', 'changed_schedule']);
});
