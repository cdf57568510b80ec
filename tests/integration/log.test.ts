import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import type { UserActor } from '@/server/actor';
import { addMembers } from '@/server/conversations/add-members';
import { createConversation } from '@/server/conversations/create-conversation';
import { deleteMessage } from '@/server/conversations/delete-message';
import { editMessage } from '@/server/conversations/edit-message';
import type { MessageEvent, OutboxEvent } from '@/server/conversations/events';
import { joinChannel } from '@/server/conversations/join-channel';
import { markRead } from '@/server/conversations/mark-read';
import { publishToNodes } from '@/server/conversations/publish-to-nodes';
import { sendMessage } from '@/server/conversations/send-message';
import { findUndelivered, initCursors } from '@/server/conversations/store/delivery-receipts';
import { type LogPage, readLogs } from '@/server/conversations/store/log';
import { clearOldPresence, insertOutbox, readOutbox, sweepOutbox } from '@/server/conversations/store/outbox';
import { takeUndelivered } from '@/server/conversations/store/undelivered';
import { readConversations } from '@/server/conversations/store/views';
import { syncLog } from '@/server/conversations/sync-log';
import { createLimits, type Limit, type Rate } from '@/server/limits';
import { cellOf } from '@/server/presence/cells';
import { changePresence } from '@/server/presence/change-presence';
import { startSessions } from '@/server/realtime/store';
import type { Core } from '../support/core';
import { surely } from '../support/eventually';
import { withCores } from '../support/suite';
import { to } from '../support/talk';

/** The same database, used by a second node. */
const { core, other } = withCores();
beforeEach(async () => {
  core.relayed.length = 0;
  await core.db.pool.query('DELETE FROM outbox');
});

type Address = Parameters<typeof sendMessage>[1]['address'];

const send = (actor: UserActor, address: Address, text = 'hello', clientId: string = randomUUID()) =>
  surely(() => sendMessage(core.app, { actor, address, text, clientId }));
const move = (user: UserActor, buildingId: string | null) =>
  surely(() => changePresence(core.app, user.userId, { buildingId }));
const enter = async (user: UserActor, buildingId: string) => {
  await core.session(user, { modern: true });
  await move(user, buildingId);
};
const headsOf = async (user: UserActor) =>
  Object.fromEntries((await readConversations(core.db.pool, user.userId)).map(({ id, head }) => [id, head]));
const readLog = async ({ db }: Pick<Core, 'db'>, userId: string, cursors: Record<string, number>) =>
  (await readLogs(db.pool, [{ userId, cursors }]))[0] as LogPage;
/** Returns the log after the cursors, or everything. */
const log = async (user: UserActor, cursors?: Record<string, number>) => {
  const heads = await headsOf(user);
  return { heads, ...(await readLog(core, user.userId, cursors ?? (await zeroOf(user)))) };
};
/** Returns the cursors of a client without any entry. */
const zeroOf = async (user: UserActor) =>
  Object.fromEntries(Object.keys(await headsOf(user)).map((id) => [id, 0]));
const texts = async (user: UserActor) =>
  (await log(user)).entries.filter(isShown).map((entry) => entry.message.text);
const count = async (table: string) =>
  (await core.db.pool.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n;
const share = (user: UserActor, latitude: number) =>
  surely(() => changePresence(core.app, user.userId, { sharing: true, cell: cellOf(latitude, -9.1) }));

/** Returns the log page by page, as a client reads it that starts at `cursors`. */
async function readAll(user: UserActor, cursors: Record<string, number>): Promise<WireEntry[]> {
  const all: WireEntry[] = [];
  for (;;) {
    const { entries, complete } = await readLog(core, user.userId, cursors);
    for (const { conversation, seq } of entries) {
      // The cursor passes entries that the answer omits, because they are never sent again.
      expect(seq).toBeGreaterThan(cursors[conversation.id] ?? 0);
      cursors[conversation.id] = seq;
    }
    all.push(...entries.filter(isShown));
    if (complete) return all;
  }
}

async function expectGapless() {
  const { rows } = await core.db.pool.query(
    `SELECT c.key, c.head, count(e.seq) AS n, min(e.seq) AS first, max(e.seq) AS last FROM conversations c
     LEFT JOIN entries e ON e.conversation_id = c.id GROUP BY c.id
     HAVING c.head <> count(e.seq) OR (c.head > 0 AND (min(e.seq) <> 1 OR max(e.seq) <> c.head))`,
  );
  expect(rows).toEqual([]);
}

describe('many at once', () => {
  test('[D4] a hundred sends to overlapping sets leave gapless seqs, and do not deadlock', async () => {
    const people = await core.people(12);
    for (const person of people) {
      await enter(person, `overlap-${Number(person.username.slice(-1)) % 2}`);
      await share(person, 38.7);
    }
    const any = (n: number) => people[n % people.length] as UserActor;
    const sends = Array.from({ length: 100 }, (_, n) => {
      if (n % 5 === 0) return send(any(n), { to: 'building' }, `b${n}`);
      if (n % 5 === 1) return send(any(n), { to: 'range' }, `r${n}`);
      return send(any(n), to(any(n + 1), any(n * 7 + 2), any(n * 5 + 3), any(n)), `p${n}`);
    });
    const moves = people.flatMap((person) => [
      move(person, 'overlap-0'),
      move(person, 'overlap-1'),
      move(person, 'overlap-0'),
    ]);
    const done = await Promise.allSettled([...sends, ...moves]);
    // A user who is just between two buildings may be refused for that reason; nothing else may fail.
    const failed = done.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(failed.filter((code) => code !== 'not_located')).toEqual([]);
    await expectGapless();
  });

  test('users who move between two buildings, both ways at once, all arrive', async () => {
    const people = await core.people(24);
    await Promise.all(people.map((person, n) => enter(person, n % 2 ? 'east' : 'west')));
    for (let round = 1; round <= 4; round++) {
      await Promise.all(people.map((person, n) => move(person, (n + round) % 2 ? 'east' : 'west')));
    }
    const { rows } = await core.db.pool.query(
      `SELECT c.key, count(*) AS n FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id
       WHERE mb.to_seq IS NULL AND c.key IN ('building:east', 'building:west') GROUP BY c.key ORDER BY c.key`,
    );
    expect(rows).toEqual([
      { key: 'building:east', n: 12 },
      { key: 'building:west', n: 12 },
    ]);
  });

  test('[D5] a send acknowledged before another began has the smaller seq', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const seqs: number[] = [];
    for (let n = 0; n < 10; n++) {
      const [mine, otherUser] = n % 2 ? [ana, rui] : [rui, ana];
      seqs.push((await send(mine, to(otherUser), `${n}`)).entries[0]?.seq as number);
    }
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('[D3] a retry', () => {
  const cases: [string, (actor: UserActor, others: UserActor[]) => Address][] = [
    ['to one', (_, others) => to(others[0] as UserActor)],
    ['to several and oneself', (actor, others) => to(...others, actor)],
    ['to oneself', (actor) => to(actor)],
    ['to the building', () => ({ to: 'building' })],
    ['to those in range', () => ({ to: 'range' })],
  ];
  test.each(cases)('%s returns the result of the first, also for twenty at once', async (name, address) => {
    const [actor, ...others] = (await core.people(5)) as [UserActor, ...UserActor[]];
    for (const person of [actor, ...others]) {
      await enter(person, `retry ${name}`);
      await share(person, 10 + name.length);
    }
    const where = address(actor, others);
    const clientId = randomUUID();
    const before = await count('messages');
    const all = await Promise.all(Array.from({ length: 20 }, () => send(actor, where, 'once', clientId)));
    const { replayed, ...first } = await send(actor, where, 'once', clientId);
    expect(replayed).toBe(true);
    expect(all.filter((result) => !result.replayed)).toHaveLength(1);
    for (const result of all) expect(result).toEqual(result.replayed ? { ...first, replayed } : first);
    expect(first.entries[0]?.message.text).toBe('once');
    expect(await count('messages')).toBe((before ?? 0) + 1);
    expect(core.relayed.length).toBe(await count('outbox'));
  });

  test('[N3] has the same text, address and reply; a different message under its id is refused, also within one batch', async () => {
    const [actor, ...others] = (await core.people(3)) as [UserActor, UserActor, UserActor];
    const [rui, eva] = others;
    const question = await send(actor, to(rui), 'lunch?');
    const replyTo = question.entries[0]?.message.id as string;
    const clientId = randomUUID();
    const first = { actor, address: to(rui, eva), text: 'at noon', clientId };
    const stored = await sendMessage(core.app, first);
    const messages = await count('messages');
    const refused = { code: 'conflict', retryable: false, field: 'clientId' };
    for (const other of [{ text: 'at one' }, { address: to(rui) }, { address: to(rui), replyTo }])
      await expect(sendMessage(core.app, { ...first, ...other })).rejects.toMatchObject(refused);
    const again = { entries: stored.entries, replayed: true };
    expect(await sendMessage(core.app, { ...first, address: to(eva, rui, eva) })).toMatchObject(again);

    // A later edit changes the text, but not the digest of the original request.
    const messageId = stored.entries[0]?.message.id as string;
    await editMessage(core.app, { actor, messageId, text: 'at one' });
    expect(await sendMessage(core.app, first)).toMatchObject({ replayed: true });
    await expect(sendMessage(core.app, { ...first, text: 'at one' })).rejects.toMatchObject(refused);
    await deleteMessage(core.app, { actor, messageId });
    expect(await sendMessage(core.app, first)).toMatchObject({ replayed: true });
    await expect(sendMessage(core.app, { ...first, text: 'another' })).rejects.toMatchObject(refused);

    // A message from before there were digests cannot be compared.
    await core.db.pool.query('UPDATE messages SET digest = NULL WHERE id = $1', [messageId]);
    expect(await sendMessage(core.app, { ...first, text: 'at two' })).toMatchObject({ replayed: true });
    expect(await count('messages')).toBe(messages);

    const id = randomUUID();
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        sendMessage(core.app, { ...first, text: `${n % 2}`, clientId: id }),
      ),
    );
    const sent = all.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(new Set(sent.map(({ entries }) => entries[0]?.message.id)).size).toBe(1);
    expect(sent).toHaveLength(10);
    for (const result of all) if (result.status === 'rejected') expect(result.reason).toMatchObject(refused);
  });

  test('of another user under the same id is another message', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const id = randomUUID();
    await send(ana, to(rui), 'hers', id);
    await send(rui, to(ana), 'his', id);
    expect(await texts(ana)).toEqual(['hers', 'his']);
  });
});

describe('[D2] a send that is refused', () => {
  test('stores nothing, and uses no seq', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    await send(ana, to(rui), 'first');
    const tables = ['messages', 'entries', 'conversations', 'memberships', 'outbox', 'activity'];
    const before = await Promise.all(tables.map(count));
    const stranger = { ...rui, username: 'ist9999999' };
    await expect(send(ana, to(rui, stranger), 'refused', 'refused-once')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(send(ana, { to: 'building' })).rejects.toMatchObject({ code: 'not_located' });
    await expect(send(ana, { to: 'range' })).rejects.toMatchObject({ code: 'not_located' });
    expect(await Promise.all(tables.map(count))).toEqual(before);
    // The refused send did not use up the client id.
    expect((await send(ana, to(rui), 'second', 'refused-once')).entries[0]?.seq).toBe(2);
  });
});

describe('[D2] a send that a node received before it was suspended', () => {
  test('is refused once its session continues on another connection, except for messages already stored', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const session = await core.session(ana, { modern: true });
    const late = (clientId: string) => {
      const message = { text: 'late', clientId, socketId: session.socketId };
      return sendMessage(core.app, { actor: ana, address: to(rui), ...message });
    };
    const first = await late('before');
    const socketId = randomUUID();
    const { userId, credentialId } = ana;
    const start = { id: randomUUID(), resumes: session.id, userId, credentialId, socketId };
    await core.credential(ana);
    await startSessions(other.db.pool, other.app.id, [start]);
    await expect(late('after')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await late('before')).toEqual({ ...first, replayed: true });
    expect(await texts(rui)).toEqual(['late']);
  });
});

describe('the recipients', () => {
  test('[D10] are the users in range at the commit, whatever they do later', async () => {
    const [ana, near, late] = (await core.people(3)) as [UserActor, UserActor, UserActor];
    for (const user of [ana, near, late]) await core.session(user, { modern: true });
    await share(ana, 41);
    await share(near, 41);
    await share(late, 42);
    expect((await send(ana, { to: 'range' }, 'to those here')).recipients).toBe(1);
    await share(near, 42);
    await share(late, 41);
    expect([await texts(near), await texts(late)]).toEqual([['to those here'], []]);
  });

  test('[D11] of a room are its members: they read exactly the entries of their stays', async () => {
    const [mover, ...speakers] = (await core.people(4)) as [UserActor, ...UserActor[]];
    for (const person of [mover, ...speakers]) await enter(person, 'stays');
    await move(mover, null);
    let clock = 0;
    const sends: { text: string; from: number; to: number }[] = [];
    const stays: { coming: number; come: number; leaving: number; left: number }[] = [];
    let moving = true;
    await Promise.all([
      (async () => {
        for (let n = 0; n < 15; n++) {
          const coming = ++clock;
          await move(mover, 'stays');
          const come = ++clock;
          if (n % 3) await send(speakers[0] as UserActor, { to: 'building' }, `within-${n}`);
          const leaving = ++clock;
          await move(mover, n % 2 ? null : 'elsewhere');
          stays.push({ coming, come, leaving, left: ++clock });
        }
        moving = false;
      })(),
      ...speakers.map(async (speaker, lane) => {
        for (let n = 0; moving; n++) {
          const from = ++clock;
          await send(speaker, { to: 'building' }, `${lane}/${n}`);
          sends.push({ text: `${lane}/${n}`, from, to: ++clock });
        }
      }),
    ]);
    const read = new Set(
      (await readAll(mover, await zeroOf(mover)))
        .filter((entry) => entry.conversation.with === 'stays')
        .map((e) => e.message.text),
    );
    // The first page contains the newest entry of each stay; these stays are short.
    for (const { text, from, to } of sends) {
      const surely = stays.some((stay) => stay.come < from && to < stay.leaving);
      const possibly = stays.some((stay) => stay.coming < to && from < stay.left);
      if (surely) expect(read, text).toContain(text);
      if (!possibly) expect(read, text).not.toContain(text);
    }
    expect([...read].some((text) => text.startsWith('within-'))).toBe(true);
    await expectGapless();
  });

  test('with two stays in one building read both, and not the entries between them', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    await enter(rui, 'twice');
    await send(rui, { to: 'building' }, 'before');
    await enter(ana, 'twice');
    await send(rui, { to: 'building' }, 'first stay');
    await move(ana, null);
    await send(rui, { to: 'building' }, 'between');
    await move(ana, 'twice');
    const room = (await log(ana)).entries[0]?.conversation.id as string;
    // Later entries follow this seq: the missed ones leave no gap.
    expect((await log(ana)).heads).toEqual({ [room]: 3 });
    await send(rui, { to: 'building' }, 'second stay');
    expect(await texts(ana)).toEqual(['first stay', 'second stay']);
    expect((await log(ana)).heads).toEqual({ [room]: 4 });
    const beyond = (seq: number) =>
      log(ana, { [room]: seq }).then(({ entries }) => entries.map((entry) => entry.seq));
    expect([await beyond(0), await beyond(2), await beyond(3), await beyond(4)]).toEqual([
      [2, 4],
      [4],
      [4],
      [],
    ]);
    expect(await texts(rui)).toEqual(['before', 'first stay', 'between', 'second stay']);
  });
});

describe('[D8] a user with the acknowledgement', () => {
  test('reads the message on any node', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    for (const person of [ana, rui]) {
      await enter(person, 'reading');
      await share(person, 50);
    }
    for (const address of [to(rui), { to: 'building' }, { to: 'range' }] as Address[]) {
      const { entries } = await send(ana, address, address.to);
      const id = entries[0]?.conversation.id as string;
      const read = await readLog(other, ana.userId, { [id]: 0 });
      expect(read.entries).toContainEqual(entries[0]);
    }
  });

  test('reads it also after leaving the building', async () => {
    const ana = await core.person();
    await enter(ana, 'door');
    for (let n = 0; n < 30; n++) {
      const [sent] = await Promise.allSettled([
        send(ana, { to: 'building' }, `at the door ${n}`),
        move(ana, null),
      ]);
      if (sent.status === 'fulfilled') expect(await texts(ana)).toContain(`at the door ${n}`);
      else expect(sent.reason).toMatchObject({ code: 'not_located' });
      await move(ana, 'door');
    }
  });

  test('is in the stored building, also when this node does not know it yet', async () => {
    const ana = await core.person();
    await enter(ana, 'old');
    await changePresence(other.app, ana.userId, { buildingId: 'new' });
    const { entries } = await send(ana, { to: 'building' });
    expect(entries[0]?.conversation.with).toBe('new');
  });
});

describe('reading page by page', () => {
  test('[D6] returns everything once and in order, for any order of transactions', async () => {
    const [ana, ...others] = (await core.people(7)) as [UserActor, ...UserActor[]];
    for (const friend of others) await send(ana, to(friend), 'hello');
    // A long log with times that are out of order, as of overlapping transactions.
    await core.db.pool.query(
      `WITH mine AS (
         SELECT c.id, row_number() OVER () - 1 AS place FROM conversations c
         JOIN memberships mb ON mb.conversation_id = c.id AND mb.user_id = $1 WHERE c.kind = 'direct'),
       said AS (
         INSERT INTO messages (sender_id, client_id, text, created_at)
         SELECT $1, 'page-' || n, 'n' || n, now() - (random() * interval '2 hours') FROM generate_series(0, 1399) n
         RETURNING id, substr(client_id, 6)::int AS n),
       put AS (
         INSERT INTO entries (conversation_id, seq, message_id)
         SELECT mine.id, 2 + said.n / 6, said.id FROM said JOIN mine ON mine.place = said.n % 6
         RETURNING conversation_id, seq)
       UPDATE conversations c SET head = last FROM
         (SELECT conversation_id, max(seq) AS last FROM put GROUP BY conversation_id) p WHERE p.conversation_id = c.id`,
      [ana.userId],
    );

    const zero = Object.fromEntries(Object.keys((await log(ana)).heads).map((id) => [id, 0]));
    const all: WireEntry[] = [];
    const cursors: Record<string, number> = { ...zero };
    let pages = 0;
    for (let complete = false; !complete; pages++) {
      const page = await log(ana, cursors);
      complete = page.complete;
      for (const entry of page.entries) {
        expect(entry.seq).toBe((cursors[entry.conversation.id] ?? 0) + 1);
        cursors[entry.conversation.id] = entry.seq;
        if (isShown(entry)) all.push(entry);
      }
    }
    expect(pages).toBeGreaterThan(1);
    expect(cursors).toEqual((await log(ana)).heads);
    expect(new Set(all.map((entry) => entry.message.id)).size).toBe(1406);
    expect(all.length).toBe(1406);

    // A client that continues reading gets the conversations with the last page only.
    const syncedSeqs = async (cursors: Record<string, number>, continued: boolean) => {
      const { conversations, complete } = await syncLog(core.app, { actor: ana, cursors, continued });
      return { complete, told: conversations.length };
    };
    expect(await syncedSeqs(zero, false)).toEqual({ complete: false, told: 6 });
    expect(await syncedSeqs(zero, true)).toEqual({ complete: false, told: 0 });
    expect(await syncedSeqs(cursors, true)).toEqual({ complete: true, told: 6 });
  });

  test('accepts any cursor that a client may send', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const { entries } = await send(ana, to(rui));
    const id = entries[0]?.conversation.id as string;
    for (const seq of [0, 1, 2, 2_147_483_647]) {
      expect((await log(ana, { [id]: seq, [randomUUID()]: seq })).heads).toEqual({ [id]: 1 });
    }
  });
});

describe('a client that keeps no log', () => {
  const take = (user: UserActor, session: { socketId: string }) =>
    core.app.undelivered
      .take({ userId: user.userId, socketId: session.socketId })
      .then((messages) => messages?.map(({ text }) => text));

  test('costs as many statements for the messages of many users as of one', async () => {
    const [ana, ...others] = (await core.people(21)) as [UserActor, ...UserActor[]];
    const sessions = await Promise.all(
      others.map(async ({ userId }, n) => ({
        userId,
        socketId: (await core.session(others[n] as UserActor)).socketId,
      })),
    );
    for (const user of others) await send(ana, to(user), user.username);
    const request = (some: typeof sessions) =>
      core.statements(async () => {
        const messages = await takeUndelivered(core.db, some);
        expect(messages.map((each) => each?.messages.map(({ text }) => text))).toEqual(
          some.map(({ userId }) => [others.find((user) => user.userId === userId)?.username]),
        );
      });
    expect(await request(sessions.slice(1))).toBe(await request(sessions.slice(0, 1)));
  });

  test('[D6] gets each message once per session, oldest first, for any number of requests at once', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const tabs = [await core.session(rui), await core.session(rui)] as const;
    for (let n = 0; n < 20; n++) await send(ana, to(rui), `${n}`);
    await send(rui, to(ana), 'my own');
    const wanted = Array.from({ length: 20 }, (_, n) => `${n}`);
    for (const tab of tabs) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => take(rui, tab)));
      expect(answers.flat()).toEqual(wanted);
    }
    expect(await take(rui, { socketId: 'nobody' })).toBeUndefined();
    expect(await take(ana, tabs[0])).toBeUndefined();
  });

  test('[D6][O7] gets a long backlog whole, in order, from transactions of limited size', async () => {
    const [ana, rui, eva] = (await core.people(3)) as [UserActor, UserActor, UserActor];
    const tab = await core.session(rui);
    const ids: string[] = [];
    for (const user of [ana, eva]) {
      const { entries } = await send(user, to(rui), 'first');
      ids.push(entries[0]?.conversation.id as string);
    }
    // Two conversations of 600 entries each, which alternate in time.
    const after = new Date(Date.now() + 60_000);
    for (const [n, id] of ids.entries()) {
      await core.db.pool.query(
        `WITH made AS (
           INSERT INTO messages (client_id, sender_id, text)
           SELECT 'backlog ' || $1::text || n, $2::uuid, n::text FROM generate_series(2, 600) n RETURNING id, text)
         INSERT INTO entries (conversation_id, seq, message_id, at)
         SELECT $1::text::uuid, text::int, id, $4::timestamptz + (2 * text::int + $3::int) * interval '1 millisecond' FROM made`,
        [id, [ana, eva][n]?.userId, n, after],
      );
      await core.db.pool.query('UPDATE conversations SET head = 600 WHERE id = $1', [id]);
    }
    const [some] = await takeUndelivered(core.db, [{ userId: rui.userId, socketId: tab.socketId }]);
    expect([some?.messages.length, some?.more]).toEqual([500, true]);
    const rest = await take(rui, tab);
    expect([...(some?.messages ?? []).map(({ text }) => text), ...(rest ?? [])]).toEqual(
      Array.from({ length: 1_200 }, (_, n) => (n < 2 ? 'first' : String(Math.floor(n / 2) + 1))),
    );
    expect(await take(rui, tab)).toEqual([]);
  });

  test('[O8] starts after what any session received or the user read, and is notified only of waiting messages', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    await send(ana, to(rui), 'read before');
    const { entries } = await send(ana, to(rui), 'read too');
    const conversationId = entries[0]?.conversation.id as string;
    const undelivered = () => findUndelivered(core.db.pool, [ana.userId, rui.userId]);
    expect(await undelivered()).toEqual(new Set([rui.userId]));
    expect(await take(rui, await core.session(rui))).toEqual(['read before', 'read too']);
    expect(await undelivered()).toEqual(new Set());
    await send(ana, to(rui), 'read on the page');
    expect(await undelivered()).toEqual(new Set([rui.userId]));
    await markRead(core.app, { actor: rui, conversationId, seq: 3 });
    expect(await undelivered()).toEqual(new Set());
    await send(ana, to(rui), 'new');
    const tab = await core.session(rui);
    await initCursors(core.db.pool, [tab.id]);
    expect(await take(rui, tab)).toEqual(['new']);
  });

  test('[D6] does not wait for a session of its batch that is locked', async () => {
    const people = await core.people(9);
    const [ana, ...others] = people as [UserActor, ...UserActor[]];
    const sessions = await Promise.all(others.map((user) => core.session(user)));
    for (const user of others) await send(ana, to(user), user.username);
    const lock = await core.db.pool.connect();
    await lock.query('BEGIN');
    await lock.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE', [sessions[2]?.id]);
    const answers = others.map((user, n) => take(user, sessions[n] as { socketId: string }));
    try {
      const free = answers.filter((_, n) => n !== 2);
      expect(await Promise.all(free)).toEqual(
        others.filter((_, n) => n !== 2).map((user) => [user.username]),
      );
    } finally {
      await lock.query('COMMIT');
      lock.release();
    }
    expect(await answers[2]).toEqual([others[2]?.username]);
  });

  test('fetches in many tabs while others mark messages as read, and does not deadlock', async () => {
    const [ana, ...friends] = (await core.people(9)) as [UserActor, ...UserActor[]];
    const tabs = await Promise.all(Array.from({ length: 6 }, () => core.session(ana)));
    const sent: WireEntry[] = [];
    for (const friend of friends) sent.push(...(await send(friend, to(ana), 'hi')).entries);
    const done = await Promise.allSettled([
      ...tabs.map((tab) => take(ana, tab)),
      ...sent.map(({ conversation, seq }) =>
        markRead(core.app, { actor: ana, conversationId: conversation.id, seq }),
      ),
      ...friends.map((friend) => send(friend, to(ana), 'again')),
    ]);
    expect(done.filter((result) => result.status === 'rejected')).toEqual([]);
  });
});

describe('the outbox', () => {
  const event = (n: number): OutboxEvent => ({
    to: 'people',
    userIds: [],
    body: { type: 'message', message: { text: `${n}` } as MessageEvent['message'], at: {} },
  });
  const age = () => core.db.pool.query(`UPDATE outbox SET created_at = now() - interval '1 minute'`);

  test('is swept by several at once, and each row is taken once', async () => {
    const rows = await insertOutbox(
      core.db.pool,
      Array.from({ length: 40 }, (_, n) => event(n)),
    );
    const ids = rows.map((row) => row.id);
    const sweptEarly = await sweepOutbox(core.db, { olderThanMs: 2_000, limit: 10 }, async () => {});
    expect(sweptEarly).toBe(0);
    await age();
    const sweptIds: number[] = [];
    let here = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const sweeper = (db: Core['db']) =>
      sweepOutbox(db, { olderThanMs: 2_000, limit: 20 }, async (rows) => {
        sweptIds.push(...rows.map((row) => row.id));
        here += 1;
        if (here === 2) meet();
        await met;
      });
    expect(await Promise.all([sweeper(core.db), sweeper(other.db)])).toEqual([20, 20]);
    expect(await count('outbox')).toBe(0);
    expect(sweptIds.toSorted((a, b) => a - b)).toEqual(ids);
  });

  test('[A8] gives a revocation to the first sweep, of any node', async () => {
    await insertOutbox(core.db.pool, [event(1)]);
    await publishToNodes(
      { db: core.db, relay: { publish() {} } },
      { type: 'cut', what: { userId: 'ana' }, reason: 'revoked' },
    );
    const types: unknown[] = [];
    const sweep = () =>
      sweepOutbox(core.db, { olderThanMs: 60_000, limit: 10 }, async (rows) => {
        types.push(...rows.map(({ event }) => event.body.type));
      });
    expect([await sweep(), await sweep()]).toEqual([1, 0]);
    expect(types).toEqual(['cut']);
  });

  test('keeps events that could not be published', async () => {
    await insertOutbox(core.db.pool, [event(1), event(2)]);
    await age();
    const fails = sweepOutbox(core.db, { olderThanMs: 0, limit: 10 }, async () => {
      throw new Error('no broker');
    });
    await expect(fails).rejects.toThrow('no broker');
    expect(await count('outbox')).toBe(2);
  });

  test('is read in pages, and drops old presence events', async () => {
    const rows = await insertOutbox(core.db.pool, [
      ...Array.from({ length: 5 }, (_, n) => event(n)),
      { to: 'nodes', body: { type: 'presence', state: null } },
    ]);
    const ids = rows.map((row) => row.id);
    const page = await readOutbox(core.db, { after: 0, withinMs: 60_000, limit: 4 });
    expect(page.map((row) => row.id)).toEqual(ids.slice(0, 4));
    const rest = await readOutbox(core.db, { after: ids[3] as number, withinMs: 60_000, limit: 4 });
    expect(rest.map((row) => row.id)).toEqual(ids.slice(4));
    await clearOldPresence(core.db, 30_000);
    expect(await count('outbox')).toBe(6);
    await age();
    expect(await readOutbox(core.db, { after: 0, withinMs: 30_000, limit: 9 })).toEqual([]);
    await clearOldPresence(core.db, 30_000);
    expect(await count('outbox')).toBe(5);
  });

  test('names each reader once, at most a hundred per event', async () => {
    const [ana, ...others] = (await core.people(251)) as [UserActor, ...UserActor[]];
    await send(ana, to(...others));
    const named = core.relayed.map(({ event }) => (event.to === 'people' ? event.userIds : []));
    expect(Math.max(...named.map((ids) => ids.length))).toBeLessThanOrEqual(100);
    const readers = named.flat().filter((id) => id !== ana.userId);
    expect(readers.toSorted()).toEqual(others.map((user) => user.userId).toSorted());
    for (const { event } of core.relayed) {
      // An event for a user never shows the entry references of others.
      if (event.to === 'people' && event.body.type === 'message')
        expect(Object.keys(event.body.at).toSorted()).toEqual(event.userIds.toSorted());
    }
  });
});

describe('[S30] what a send costs', () => {
  const rate = (burst: number) => ({ burst, perSecond: 0.000_001 });
  /** Returns the node with only these limits. */
  const limited = (rates: Partial<Record<Limit, Rate>>) => ({
    ...core.app,
    limits: createLimits({
      rates: {
        message: rate(1_000),
        newConversation: rate(1_000),
        guestConversation: rate(1_000),
        ...rates,
      } as Record<Limit, Rate>,
    }),
  });
  const say = (app: Core['app'], actor: UserActor, ...people: UserActor[]) =>
    sendMessage(app, { actor, address: to(...people), text: 'hi', clientId: randomUUID() });
  const refused = { code: 'rate_limited', retryAfter: expect.any(Number) };

  test('grows with the number of recipients', async () => {
    const [ana, rui, ...many] = (await core.people(22)) as [UserActor, UserActor, ...UserActor[]];
    const app = limited({ message: rate(5) });
    await say(app, ana, ...many);
    await say(app, ana, rui);
    await expect(say(app, ana, rui)).rejects.toMatchObject(refused);
  });

  test('is the cost of joining a channel, too', async () => {
    const [ana, rui] = (await core.people(2)) as [UserActor, UserActor];
    const wanted = { kind: 'channel', title: 'limited', public: true } as const;
    const { id: conversationId } = await createConversation(core.app, { actor: ana, wanted });
    const app = limited({ message: rate(1) });
    await joinChannel(app, { actor: rui, conversationId });
    await expect(joinChannel(app, { actor: rui, conversationId })).rejects.toMatchObject(refused);
  });

  test('creates no conversation for a refused message to many people', async () => {
    const [ana, ...many] = (await core.people(12)) as [UserActor, ...UserActor[]];
    const app = limited({ newConversation: rate(1) });
    await say(app, ana, many[0] as UserActor);
    const { db } = core.app;
    await db.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'created'; END $$`,
    );
    await db.pool.query(
      'CREATE TRIGGER refuse BEFORE INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    try {
      await expect(say(app, ana, ...many)).rejects.toMatchObject(refused);
    } finally {
      await db.pool.query('DROP FUNCTION refuse CASCADE');
    }
  });

  test('has a separate limit for new conversations, lower for guests; existing ones are unaffected', async () => {
    const [ana, guest, rui, ...others] = (await core.people(6)) as [
      UserActor,
      UserActor,
      UserActor,
      ...UserActor[],
    ];
    guest.guest = true;
    const app = limited({ newConversation: rate(2), guestConversation: rate(1) });
    for (const [user, least] of [
      [ana, 2],
      [guest, 1],
    ] as const) {
      for (const person of others.slice(0, least)) await say(app, user, person);
      const before = await count('conversations');
      await expect(say(app, user, rui)).rejects.toMatchObject(refused);
      await expect(say(app, user, others[0] as UserActor, rui)).rejects.toMatchObject(refused);
      expect(await count('conversations')).toBe(before);
      for (const person of others.slice(0, least)) await say(app, user, person);
    }
    await expect(
      createConversation(app, { actor: ana, wanted: { kind: 'group', users: [rui.username] } }),
    ).rejects.toMatchObject(refused);
  });

  test('applies this limit to users added to a group or a channel, too', async () => {
    const [ana, guest, ...others] = (await core.people(14)) as [UserActor, UserActor, ...UserActor[]];
    guest.guest = true;
    const users = others.map(({ username }) => username);
    const app = limited({ newConversation: rate(3), guestConversation: rate(2) });
    await createConversation(app, { actor: ana, wanted: { kind: 'group', users } });
    const wanted = { kind: 'channel', title: 'many', public: false } as const;
    await expect(createConversation(app, { actor: ana, wanted })).rejects.toMatchObject(refused);

    const { id: conversationId } = await createConversation(app, { actor: guest, wanted });
    const add = (usernames: string[]) => addMembers(app, { actor: guest, conversationId, users: usernames });
    await expect(add(users.slice(0, 6))).rejects.toMatchObject(refused);
    await add(users.slice(0, 5));
    await expect(add(users.slice(0, 6))).rejects.toMatchObject(refused);
    await add(users.slice(0, 5)); // they are members already
  });
});

describe('statements of one send', () => {
  test('are as many for fifty recipients as for one', async () => {
    const [ana, ...others] = (await core.people(51)) as [UserActor, ...UserActor[]];
    for (const person of [ana, ...others]) await share(person, 60);
    const cost = (address: Address) => core.statements(() => send(ana, address));
    const first = [await cost(to(others[0] as UserActor)), await cost(to(...others.slice(1, 40)))];
    // One more than later: the conversations become requests. Those of more than ten people are created after the limits.
    expect(first).toEqual([6, 9]);
    expect(await core.trips(() => send(ana, to(...others.slice(40))))).toBe(2);
    const again = [await cost(to(others[0] as UserActor)), await cost(to(...others))];
    expect(again[1]).toBe(again[0]);
    expect(again[0]).toBe(5);
    expect(await core.trips(() => send(ana, to(...others)))).toBe(2);
    await enter(ana, 'cost');
    const alone = await cost({ to: 'building' });
    for (const person of others.slice(0, 20)) await enter(person, 'cost');
    expect(await cost({ to: 'building' })).toBe(alone);
    expect(alone).toBe(5);
  });
});
