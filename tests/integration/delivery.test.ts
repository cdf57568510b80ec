import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Movement, WireConversation, WireDraft, WireEntry } from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import { CENTRAL, CIVIL, FAR_LAWN, LAWN, OUTSIDE, TAGUSPARK, TORRE_NORTE } from '@/tests/support/campus';
import { errorOf, ok, post, type TestConnection } from '@/tests/support/clients';
import { surely } from '@/tests/support/eventually';
import { withQuad } from '@/tests/support/suite';

const { quad, cast } = withQuad({ real: true, env: { LIMITS: 'off', PRESENCE_EPOCH_SECONDS: '0' } });

/** Returns what `message/receive` answers a session, parsed. */
async function receive(credentials: { id: string; token: string }, connection: TestConnection) {
  const { json } = await cast.call(credentials, 'user/message/receive', { socket_id: connection.socket.id });
  return (json as string[]).map(
    (each) => JSON.parse(each) as { timestamp: string; id: string; message: string },
  );
}

describe('a legacy client', () => {
  test('[O4][O6][O7] reports its position, sees users nearby, sends to them and reads their messages', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [atAna, atRui] = [await cast.legacyClient(ana), await cast.legacyClient(rui)];

    const moved = await cast.call(ana, 'user/update/coordinates', TORRE_NORTE.at);
    expect(moved.text).toBe('Torre Norte');
    expect(moved.headers.get('content-type')).toMatch(/^text\/plain/);
    const strings = {
      latitude: String(TORRE_NORTE.at.latitude),
      longitude: String(TORRE_NORTE.at.longitude),
    };
    expect((await cast.call(rui, 'user/update/coordinates', strings)).text).toBe('Torre Norte');
    await atAna.next('new_movement');

    expect((await cast.call(ana, 'user/show/building')).json).toEqual([{ id: rui.id }]);
    const inRange = await cast.call(ana, 'user/show/range', { ...TORRE_NORTE.at, radious: '50' });
    expect(inRange.json).toEqual([rui.id]);

    const sent = await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'Olá, Rui!' });
    expect(sent.text).toBe('');
    expect((await atRui.next('new_message'))[0]).toEqual([rui.id]);
    const received = await receive(rui, atRui);
    expect(received).toEqual([
      {
        id: ana.id,
        message: 'Olá, Rui!',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      },
    ]);
    expect(await receive(rui, atRui)).toEqual([]);
    expect(await receive(ana, atAna)).toEqual([]);
    expect(atAna.count('new_message')).toBe(0);
  });

  test('[O3] names its recipients in lines as well as in a list, and its range in a list of ranges', async () => {
    const [ana, rui, eva] = [await cast.person(), await cast.person(), await cast.person()];
    const [atRui, atEva] = [await cast.legacyClient(rui), await cast.legacyClient(eva)];
    await cast.call(ana, 'user/message/send', { users: `${rui.id}\n${eva.id}\n`, message: 'both' });
    for (const [person, connection] of [
      [rui, atRui],
      [eva, atEva],
    ] as const) {
      await connection.next('new_message');
      expect((await receive(person, connection)).map((each) => each.message)).toEqual(['both']);
    }
    const range = await post(quad.url, '/API/user/update/range', [
      { ...ana, radious: 10 },
      { ...ana, radious: '400' },
    ]);
    expect([range.status, range.text]).toEqual([200, '']);
    expect((await cast.modern(ana)).hello.you.place.range).toBe(400);
  });

  test('[O9] is answered that it is in no building', async () => {
    const ana = await cast.person();
    await cast.legacyClient(ana);
    expect((await cast.call(ana, 'user/update/coordinates', LAWN)).text).toBe(OUTSIDE);
    expect((await cast.call(ana, 'user/show/building')).json).toEqual([]);
  });

  test('[O8] receives at its next sign-in the messages sent meanwhile, once', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'first' });
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'second' });
    const atRui = await cast.legacyClient(rui);
    await atRui.next('new_message');
    expect((await receive(rui, atRui)).map((each) => each.message)).toEqual(['first', 'second']);
    await atRui.close();
    const again = await cast.legacyClient(rui);
    expect(await receive(rui, again)).toEqual([]);
  });
});

describe('delivery', () => {
  test('[D6] each of two tabs gets each message once, in order, for any kind of client', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [tab1, tab2, old1, old2] = await Promise.all([
      cast.modern(rui),
      cast.modern(rui),
      cast.legacyClient(rui),
      cast.legacyClient(rui),
    ]);
    const texts = Array.from({ length: 20 }, (_, n) => `n${n}`);
    for (const message of texts) await cast.call(ana, 'user/message/send', { users: [rui.id], message });
    for (const tab of [tab1, tab2]) {
      await tab.has('n19');
      expect(tab.texts()).toEqual(texts);
      // Over the wire too, where an entry may come again: the session read earlier entries from the log before it had
      // its queue.
      const received = tab.frames
        .filter(([, event]) => event === 'new_message')
        .flatMap((frame) => frame[3] as WireEntry[]);
      const once = [...new Map(received.map((entry) => [entry.seq, entry.message.text])).values()];
      expect(once).toEqual(texts.slice(texts.length - once.length));
    }
    for (const old of [old1, old2]) {
      expect((await receive(rui, old)).map((each) => each.message)).toEqual(texts);
      expect(await receive(rui, old)).toEqual([]);
    }
  });

  test('[D2] a message to an unknown user is refused with the name, and no user gets it', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const atRui = await cast.modern(rui);
    const refused = await post(quad.url, '/API/user/message/send', {
      ...ana,
      users: [rui.id, 'nobody-of-that-name'],
      message: 'never',
    });
    expect(refused.status).toBe(404);
    expect(refused.json).toMatchObject({
      error: { code: 'not_found', field: 'users', message: expect.stringContaining('nobody-of-that-name') },
    });
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'after' });
    await atRui.has('after');
    expect(atRui.texts()).toEqual(['after']);
    expect(JSON.stringify(atRui.frames)).not.toContain('never');
  });

  test('[D3] a retry under the same client id returns the first entry, also when twenty come at once', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [atAna, atRui] = [await cast.modern(ana), await cast.modern(rui)];
    const clientId = randomUUID();
    const address = { to: 'people' as const, users: [rui.id] };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => atAna.send(address, 'once', clientId)),
    );
    const entries = answers.map((answer) => ok(answer).entries[0]);
    expect(
      new Set(entries.map((entry) => `${entry?.conversation.id} ${entry?.seq} ${entry?.message.id}`)).size,
    ).toBe(1);
    expect(errorOf(await atAna.send(address, 'another text', clientId))).toMatchObject({ code: 'conflict' });
    // A retry is recognised over any transport.
    await cast.call(ana, 'user/message/send', { users: [rui.id], message: 'once', client_id: clientId });
    ok(await atAna.send(address, 'end'));
    await atRui.has('end');
    expect(atRui.texts()).toEqual(['once', 'end']);
  });

  test('[D4][D5] two hundred at once in one conversation: the same gapless seqs for everyone', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => cast.person()));
    const tabs = await Promise.all(people.map((person) => cast.modern(person)));
    await Promise.all(people.map((person) => cast.call(person, 'user/update/coordinates', CIVIL.at)));
    const reader = tabs[0] as (typeof tabs)[0];
    ok(await reader.send({ to: 'building' }, 'start'));
    await Promise.all(tabs.map((tab) => tab.has('start')));

    const sends = tabs.flatMap((tab, t) =>
      Array.from({ length: 25 }, (_, n) =>
        surely(async () => ok(await tab.send({ to: 'building' }, `${t}/${n}`, `client-${t}-${n}`))),
      ),
    );
    const seqs = (await Promise.all(sends)).map((answer) => answer.entries[0]?.seq as number);
    const first = Math.min(...seqs);
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => first + n));

    const later = ok(await reader.send({ to: 'building' }, 'later')).entries[0]?.seq;
    expect(later).toBe(first + 200);
    await Promise.all(tabs.map((tab) => tab.has('later')));
    const room = (tab: (typeof tabs)[0]) =>
      tab
        .shown()
        .filter((entry) => entry.conversation.with === CIVIL.id)
        .map((entry) => [entry.seq, entry.message.id]);
    for (const tab of tabs) expect(room(tab).slice(-202)).toEqual(room(reader).slice(-202));
  });

  test('[D11] users who are not recipients get nothing', async () => {
    const [ana, rui, eva] = [await cast.person(), await cast.person(), await cast.person()];
    const [atAna, atRui, atEva] = [await cast.modern(ana), await cast.modern(rui), await cast.modern(eva)];
    await Promise.all([
      cast.call(ana, 'user/update/coordinates', CENTRAL.at),
      cast.call(rui, 'user/update/coordinates', CENTRAL.at),
      cast.call(eva, 'user/update/coordinates', TAGUSPARK.at),
    ]);
    ok(await atAna.send({ to: 'people', users: [rui.id] }, 'private'));
    ok(await atAna.send({ to: 'building' }, 'to the building'));
    ok(await atAna.send({ to: 'range' }, 'to those in range'));
    await atRui.has('private', 'to the building', 'to those in range');
    ok(await atAna.send({ to: 'people', users: [eva.id] }, 'to Eva'));
    await atEva.has('to Eva');
    ok(await atEva.say('sync', { cursors: {} }));
    expect(JSON.stringify(atEva.frames)).not.toMatch(/private|to the building|to those in range/);
    const old = await cast.legacyClient(eva);
    expect((await receive(eva, old)).map((each) => each.message)).not.toContain('private');
  });

  test('[D10] later movements change nothing: exactly the users in range at the commit have it', async () => {
    const [ana, rui, eva] = [await cast.person(), await cast.person(), await cast.person()];
    const [atAna, atEva] = [await cast.modern(ana), await cast.modern(eva)];
    const atRui = await cast.modern(rui);
    await cast.call(ana, 'user/update/coordinates', LAWN);
    await cast.call(rui, 'user/update/coordinates', LAWN);
    await cast.call(eva, 'user/update/coordinates', FAR_LAWN);
    await atRui.close();
    // Rui is offline when the message is sent, and comes back on another node.
    const back = await cast.modern(rui);
    const { recipients } = ok(await atAna.send({ to: 'range' }, 'who is here?'));
    expect(recipients).toBe(1);
    await cast.call(rui, 'user/update/coordinates', FAR_LAWN);
    await cast.call(eva, 'user/update/coordinates', LAWN);
    await back.has('who is here?');
    ok(await atAna.send({ to: 'range' }, 'and now?'));
    await atEva.has('and now?');
    expect(atEva.texts()).toEqual(['and now?']);
    ok(await back.say('sync', { cursors: {} }));
    expect(back.texts()).toEqual(['who is here?']);
  });

  test('[D8] the sender reads the message at once after the acknowledgement', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const atAna = await cast.modern(ana);
    for (let n = 0; n < 10; n += 1) {
      const entry = ok(await atAna.send({ to: 'people', users: [rui.id] }, `said ${n}`))
        .entries[0] as WireEntry;
      const { id } = entry.conversation;
      const log = ok(await atAna.say('sync', { cursors: { [id]: entry.seq - 1 } }));
      expect(log.entries.filter(isShown).map((each) => each.message.id)).toContain(entry.message.id);
      expect(log.conversations.find((each) => each.id === id)?.head).toBe(entry.seq);
    }
  });

  test('a message to the sender is delivered once', async () => {
    const ana = await cast.person();
    const old = await cast.legacyClient(ana);
    const tab = await cast.modern(ana);
    await cast.call(ana, 'user/message/send', { users: [ana.id], message: 'note' });
    await old.next('new_message');
    expect((await receive(ana, old)).map((each) => each.message)).toEqual(['note']);
    await tab.has('note');
    expect(tab.texts()).toEqual(['note']);
  });
});

describe('what a user has of a conversation', () => {
  test('[C22][C18][C19][C20][Q2] is the same in all sessions of the user, and in no other', async () => {
    const [ana, rui] = [await cast.person(), await cast.person()];
    const [phone, desk, other] = await Promise.all([cast.modern(rui), cast.modern(rui), cast.modern(ana)]);
    await other.send({ to: 'people', users: [rui.id] }, 'hello');
    await desk.has('hello');
    const [conversation] = Object.keys(desk.log()) as [string];
    ok(await phone.say('answer_request', { conversation, answer: 'accept' }));
    await desk.next<[WireConversation]>('conversation', (view) => view.request === undefined);
    ok(await phone.say('pin', { conversation, pinned: true }));
    expect(await desk.next('pins')).toEqual([{ version: 1, conversations: [conversation] }]);
    ok(await phone.say('mark_unread', { conversation }));
    await desk.next<[WireConversation]>('conversation', (view) => view.markedUnread === true);
    const at = Date.now();
    ok(await phone.say('save_draft', { conversation, text: 'on my way', at }));
    const draft = { text: 'on my way', at: new Date(at).toISOString() };
    expect((await desk.next('draft'))[0]).toEqual({ conversation, draft });
    const message = { clientId: randomUUID(), address: { to: 'conversation', id: conversation } };
    ok(await desk.say('send_message', { ...message, text: 'on my way', draftAt: at }));
    await phone.next<[{ draft: WireDraft }]>('draft', (told) => told.draft.text === '');
    await other.has('hello', 'on my way');
    expect(['conversation', 'pins', 'draft'].map((event) => other.count(event))).toEqual([0, 0, 0]);
  });
});

describe('movements', () => {
  test('[P8] are delivered only to the users whom they concern', async () => {
    const ana = await cast.person();
    const rui = await cast.person();
    const eva = await cast.person();
    const ivo = await cast.person();
    const names = (movement: Movement) =>
      movement.kind === 'delta'
        ? [...movement.people.map((p) => p.id), ...movement.gone]
        : movement.people.map((p) => p.id);
    const [, atRui, atEva] = [
      await cast.modern(ana),
      await cast.modern(rui),
      await cast.modern(eva),
      await cast.modern(ivo),
    ];
    await cast.call(rui, 'user/update/coordinates', CENTRAL.at);
    await cast.call(eva, 'user/update/coordinates', TAGUSPARK.at);
    await atEva.next('new_movement');

    await cast.call(ana, 'user/update/coordinates', CENTRAL.at);
    await atRui.next<[Movement]>('new_movement', (movement) => names(movement).includes(ana.id));
    // A later movement that concerns Eva: by then an event about Ana would have arrived.
    await cast.call(ivo, 'user/update/coordinates', TAGUSPARK.at);
    await atEva.next<[Movement]>('new_movement', (movement) => names(movement).includes(ivo.id));
    expect(JSON.stringify(atEva.frames)).not.toContain(ana.id);
    const movements = atEva.frames.filter(([, event]) => event === 'new_movement');
    expect(new Set(movements.flatMap((frame) => names(frame[2] as Movement)))).toEqual(new Set([ivo.id]));

    await cast.call(ana, 'user/update/coordinates', FAR_LAWN);
    const [departure] = await atRui.next<[Movement]>(
      'new_movement',
      (m) => m.kind === 'delta' && m.gone.length > 0,
    );
    expect(departure).toEqual({ kind: 'delta', people: [], gone: [ana.id] });
  });
});
