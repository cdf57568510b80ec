import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { wordsQuery } from '@/db/text-search';
import type { Address } from '@/protocol/events';
import type { WireEntry } from '@/protocol/messages';
import { parseSearch } from '@/protocol/search';
import { eraseUser } from '@/server/accounts/erase-user';
import { findPeople } from '@/server/accounts/find-people';
import { indexPeople } from '@/server/accounts/store/people';
import { setProfile, upsertUser } from '@/server/accounts/store/users';
import type { UserActor } from '@/server/actor';
import { addMembers } from '@/server/conversations/add-members';
import { createConversation } from '@/server/conversations/create-conversation';
import { deleteMessage } from '@/server/conversations/delete-message';
import { editMessage } from '@/server/conversations/edit-message';
import { joinChannel } from '@/server/conversations/join-channel';
import { leaveConversation } from '@/server/conversations/leave-conversation';
import { searchMessages } from '@/server/conversations/search-messages';
import { sendMessage } from '@/server/conversations/send-message';
import { showHistory } from '@/server/conversations/show-history';
import { indexMessages, readableIds, searchStatement } from '@/server/conversations/store/search';
import { cellOf } from '@/server/presence/cells';
import { changePresence } from '@/server/presence/change-presence';
import { withCores } from '../support/suite';
import { createTalk, into, names, to } from '../support/talk';

const { core, other } = withCores();
const { people, group } = createTalk(core);

const say = async (actor: UserActor, address: Address, text: string) =>
  (await sendMessage(core.app, { actor, address, text, clientId: randomUUID() })).entries[0] as WireEntry;
const channel = (actor: UserActor, title = `Channel ${randomUUID()}`) =>
  createConversation(core.app, { actor, wanted: { kind: 'channel', title, public: true } });
const find = (actor: UserActor, query: string, more = {}) =>
  searchMessages(other.app, { actor, query, ...more });
const texts = async (actor: UserActor, query: string, more = {}) =>
  (await find(actor, query, more)).entries.map((entry) => entry.message.text);
const rename = ({ username }: UserActor, name: string) => upsertUser(core.db.pool, { username, name });

describe('[F1] a search', () => {
  test('finds all words, ignoring case and accents, and the last word as a prefix', async () => {
    const [ana, rui] = await people(2);
    for (const text of [
      'O Pavilhão Central',
      'pavilhao de exames',
      'Привет, мир',
      'see https://foo.pt/x_y',
      '🎉',
    ])
      await say(ana, to(rui), text);
    expect(await texts(rui, 'PAVILHAO')).toEqual(['pavilhao de exames', 'O Pavilhão Central']);
    expect(await texts(rui, 'pavilhão cent')).toEqual(['O Pavilhão Central']);
    expect(await texts(rui, 'cent pavilhão')).toEqual([]);
    expect(await texts(rui, 'привет')).toEqual(['Привет, мир']);
    expect(await texts(rui, 'foo.pt')).toEqual(['see https://foo.pt/x_y']);
    expect(await texts(rui, '"de exames"')).toEqual(['pavilhao de exames']);
    expect(await texts(rui, '"exames de"')).toEqual([]);
    expect(await texts(rui, 'pavilhao -exames')).toEqual(['O Pavilhão Central']);
    expect(await texts(rui, 'central OR exames')).toHaveLength(2);
    for (const nothing of [
      '🎉',
      '-exames',
      "' & |",
      '!',
      'before:2030-01-01',
      'ﷺ'.repeat(200),
      '㌀'.repeat(200),
    ])
      expect(await find(rui, nothing)).toEqual({ entries: [], more: false, unclear: [] });
  });

  test.each([
    ['यह दान है', 'दान', 'दिन'],
    ['ΟΔΟΣ', 'οδός', 'οδοί'],
    ['Łódź', 'lodz', 'loda'],
    ['Søren', 'soren', 'sorna'],
    ['Straße', 'strasse', 'strase'],
    ['مُحَمَّد', 'محمد', 'محمود'],
  ])('finds %s by %s, and not by %s', async (content, asked, other) => {
    const [ana, rui] = await people(2);
    await say(ana, to(rui), content);
    expect(await texts(rui, asked)).toEqual([content]);
    expect(await texts(rui, `"${asked}"`)).toEqual([content]);
    expect(await texts(rui, other)).toEqual([]);
  });

  test('finds messages from before a migration, once their words are indexed', async () => {
    const [ana, rui] = await people(2);
    const { message } = await say(ana, to(rui), 'Øresund de ontem');
    await core.db.pool.query('UPDATE messages SET words = NULL WHERE id = $1', [message.id]);
    expect(await texts(rui, 'oresund')).toEqual([]);
    while ((await indexMessages(core.db, 100)) > 0);
    expect(await texts(rui, 'oresund')).toEqual(['Øresund de ontem']);
  });

  test('[C4] finds the current text of edited messages, and no deleted ones', async () => {
    const [ana, rui] = await people(2);
    const first = await say(ana, to(rui), 'first words');
    const second = await say(ana, to(rui), 'second words');
    await editMessage(core.app, { actor: ana, messageId: first.message.id, text: 'other words' });
    await deleteMessage(core.app, { actor: ana, messageId: second.message.id });
    expect(await texts(rui, 'words')).toEqual(['other words']);
    expect(await texts(rui, 'first')).toEqual([]);
    expect((await find(rui, 'other')).entries[0]).toMatchObject({
      seq: 1,
      rev: 3,
      message: { id: first.message.id },
    });
  });

  test('[C1][D11] finds exactly the messages of the user’s stays', async () => {
    const [ana, rui, eva, zé] = await people(4);
    const conversation = await group(ana, rui);
    await say(ana, into(conversation), 'secret before');
    await addMembers(core.app, { actor: ana, conversationId: conversation.id, users: names(eva) });
    await say(ana, into(conversation), 'secret between');
    await leaveConversation(core.app, { actor: eva, conversationId: conversation.id });
    await say(ana, into(conversation), 'secret after');
    expect(await texts(eva, 'secret')).toEqual(['secret between']);
    expect(await texts(rui, 'secret')).toHaveLength(3);
    expect(await texts(zé, 'secret')).toEqual([]);
    expect(await find(zé, `in:${conversation.id}`)).toMatchObject({
      entries: [],
      unclear: [{ filter: 'in' }],
    });
    const open = await channel(ana);
    await say(ana, into(open), 'secret of none');
    expect(await texts(zé, 'secret')).toEqual([]);
    await joinChannel(core.app, { actor: zé, conversationId: open.id });
    expect(await texts(zé, 'secret')).toEqual(['secret of none']);
  });

  test('[D11] finds exactly the messages of the history, after any joins, leaves, edits and deletions', async () => {
    const cast = await people(4);
    const WORDS = ['um', 'dois', 'três', 'TRÊS'];
    const step = fc.record({
      who: fc.nat(3),
      whom: fc.nat(3),
      where: fc.nat(2),
      what: fc.constantFrom('say', 'say', 'say', 'leave', 'add', 'edit', 'delete', 'direct'),
      text: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
    });
    const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
      const [ana, rui] = cast;
      const places = [await group(ana, rui), await group(rui, ana), await channel(ana)];
      const sent: WireEntry[] = [];
      for (const { who, whom, where, what, text } of steps) {
        const actor = cast[who] as UserActor;
        const { id } = places[where] as { id: string };
        const last = sent.findLast(({ message }) => message.from.id === actor.username);
        const done: Record<typeof what, () => Promise<unknown>> = {
          say: async () => sent.push(await say(actor, into({ id }), text.join(' '))),
          direct: async () => sent.push(await say(actor, to(cast[whom] as UserActor), text.join(' '))),
          leave: () => leaveConversation(core.app, { actor, conversationId: id }),
          add: () =>
            addMembers(core.app, { actor, conversationId: id, users: names(cast[whom] as UserActor) }),
          edit: async () =>
            last && editMessage(core.app, { actor, messageId: last.message.id, text: text.join('-') }),
          delete: async () => last && deleteMessage(core.app, { actor, messageId: last.message.id }),
        };
        // An operation without permission is refused, and has changed nothing.
        await done[what]().catch((error: { code?: string }) =>
          expect(error.code).toMatch(/forbidden|conflict/),
        );
      }
      for (const actor of cast) {
        const shown: WireEntry[] = [];
        for (const conversationId of await readableIds(core.db, actor.userId))
          shown.push(...(await showHistory(core.app, { actor, conversationId, limit: 200 })).entries);
        const expected = shown.filter(({ message }) => /tr[eê]s/i.test(message.text));
        const found: WireEntry[] = [];
        for (let more = true; more; ) {
          const page = await find(actor, 'tres', { before: cursorOf(found.at(-1)) });
          found.push(...page.entries);
          more = page.more;
        }
        const place = (entry: WireEntry) => `${entry.conversation.id} ${entry.seq}`;
        expect(found.map(place).sort()).toEqual(expected.map(place).sort());
        expect(found).toEqual(expect.arrayContaining(expected));
      }
    });
    await fc.assert(property, { numRuns: 8 });
  });

  test('uses the index for a rare word, and scans the few messages of one reader without it', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui);
    const small = await group(eva, rui);
    await say(eva, into(small), 'a common word');
    // Inserts many messages directly, in batches within the pool's time limit of a statement.
    for (let from = 0; from < 20_000; from += 2_000)
      await core.db.pool.query(
        `WITH m AS (
           INSERT INTO messages (sender_id, client_id, text, words)
           SELECT $1, 'many-' || n, 'common words and number ' || n, ('common words and number ' || n)::tsvector FROM generate_series($3::int + 1, $3::int + 2000) n
           RETURNING id),
         e AS (
           INSERT INTO entries (conversation_id, seq, message_id) SELECT $2, $3::int + row_number() OVER (), id FROM m)
         UPDATE conversations SET head = $3::int + 2000 WHERE id = $2`,
        [ana.userId, conversation.id, from],
      );
    await core.db.pool.query('VACUUM ANALYZE');
    const plan = async (actor: UserActor, query: string) => {
      const { text, values } = searchStatement({
        userId: actor.userId,
        conversationIds: await readableIds(core.db, actor.userId),
        words: wordsQuery(parseSearch(query).terms),
        senders: null,
        since: null,
        until: null,
        before: null,
        limit: 21,
      });
      const { rows } = await core.db.pool.query<Record<string, string>>(`EXPLAIN ${text}`, values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    expect(await plan(ana, 'number 17')).toContain('messages_words_idx');
    expect(await plan(ana, 'number 17')).not.toContain('Seq Scan on messages');
    const few = await plan(eva, 'common');
    expect(few).toContain('entries_pkey');
    expect(few).not.toMatch(/Seq Scan on (messages|entries)/);
    expect(await texts(ana, 'number 17123')).toEqual(['common words and number 17123']);
    expect(await texts(eva, 'common')).toEqual(['a common word']);
  });
});

const cursorOf = (entry: WireEntry | undefined) =>
  entry && { at: entry.message.at, conversation: entry.conversation.id, seq: entry.seq };

describe('[F2] a filter', () => {
  test('from: accepts a username, a bot, the user, or a name that people are found by', async () => {
    const [ana, rui, eva] = await people(3);
    await rename(rui, 'Rui Conceição');
    const conversation = await group(ana, rui, eva);
    await say(ana, into(conversation), 'hello of ana');
    await say(rui, into(conversation), 'hello of rui');
    for (const spelling of [rui.username, `@${rui.username.toUpperCase()}`, 'conceicao', '"rui conc"'])
      expect(await texts(eva, `hello from:${spelling}`)).toEqual(['hello of rui']);
    expect(await texts(ana, 'from:me')).toEqual(['hello of ana']);
    expect(await texts(eva, `from:${ana.username} from:${rui.username}`)).toHaveLength(2);
    await setProfile(core.db, rui.userId, { searchable: false });
    expect(await find(eva, 'from:conceicao')).toMatchObject({
      entries: [],
      unclear: [{ filter: 'from', value: 'conceicao' }],
    });
    expect(await texts(eva, `from:${rui.username}`)).toEqual(['hello of rui']);
  });

  test('in: accepts a title or a word of it, a username, and an id', async () => {
    const [ana, rui] = await people(2);
    const title = `Leitura ${randomUUID().slice(0, 8)}`;
    const conversation = await channel(ana, title);
    const longer = await channel(ana, `${title} à noite`);
    await say(ana, into(conversation), 'in the channel');
    await say(ana, into(longer), 'in the other');
    await say(ana, to(rui), 'between us');
    expect(await texts(ana, `in:"${title.toLowerCase()}"`)).toEqual(['in the channel']);
    expect(await texts(ana, 'in:noite')).toEqual(['in the other']);
    expect(await texts(ana, 'in:leit')).toEqual(['in the other', 'in the channel']);
    expect(await texts(ana, `in:${conversation.id} channel`)).toEqual(['in the channel']);
    expect(await texts(ana, `in:@${rui.username}`)).toEqual(['between us']);
    expect(await texts(rui, `em:${ana.username}`)).toEqual(['between us']);
    // A channel that the user is not in is treated as a missing one.
    for (const nowhere of [`in:"${title}"`, `in:${conversation.id}`, 'in:nowhere', 'in:!'])
      expect(await find(rui, `${nowhere} us`)).toMatchObject({ entries: [], unclear: [{ filter: 'in' }] });
  });

  test('building: accepts an id or a word of a name, and finds the messages of its room from the user’s stays', async () => {
    const [ana, rui] = await people(2);
    await core.db.pool.query(
      `INSERT INTO buildings (id, name) VALUES ('s-north', 'Torre Norte'), ('s-south', 'Torre Sul')`,
    );
    const buildings = [
      { id: 's-north', name: 'Torre Norte' },
      { id: 's-south', name: 'Torre Sul' },
    ];
    Object.assign(other.app.places, { buildings: () => buildings });
    for (const user of [ana, rui]) {
      await core.session(user, { modern: true });
      await changePresence(core.app, user.userId, {
        sharing: true,
        cell: cellOf(1, 1),
        buildingId: 's-north',
      });
    }
    await say(ana, { to: 'building' }, 'the lift is stuck');
    await changePresence(core.app, rui.userId, { buildingId: 's-south' });
    await say(ana, { to: 'building' }, 'the lift works');
    for (const where of ['s-north', 'S-NORTH', 'norte', 'torre'])
      expect(await texts(rui, `building:${where}`)).toEqual(['the lift is stuck']);
    expect(await find(rui, 'lift building:s-south')).toEqual({ entries: [], more: false, unclear: [] });
    expect(await find(rui, 'building:moon')).toMatchObject({
      unclear: [{ filter: 'building', value: 'moon' }],
    });
  });

  test('before: and after: accept days of the user’s time zone, and report invalid days', async () => {
    const [ana, rui] = await people(2);
    for (const [text, at] of [
      ['on the last', '2026-06-30T22:30:00Z'],
      ['on the first', '2026-06-30T23:30:00Z'],
      ['on the second', '2026-07-02T10:00:00Z'],
    ] as const) {
      const { message } = await say(ana, to(rui), text);
      await core.db.pool.query('UPDATE messages SET created_at = $2 WHERE id = $1', [message.id, at]);
    }
    const lisbon = { timeZone: 'Europe/Lisbon' };
    expect(await texts(rui, 'on before:2026-07-01', lisbon)).toEqual(['on the last']);
    expect(await texts(rui, 'on before:2026-07-01')).toEqual(['on the first', 'on the last']);
    expect(await texts(rui, 'on after:2026-06-30', lisbon)).toEqual(['on the second', 'on the first']);
    expect(await texts(rui, 'on after:2026-06-30 before:2026-07-02', lisbon)).toEqual(['on the first']);
    expect(await find(rui, 'on before:2026-02-30 after:soon')).toMatchObject({
      entries: [],
      unclear: [
        { filter: 'before', value: '2026-02-30' },
        { filter: 'after', value: 'soon' },
      ],
    });
  });
});

test('[F4] results come newest first, in pages of 20 without repetitions or gaps, even with equal times', async () => {
  const [ana, rui, eva] = await people(3);
  const conversation = await group(ana, rui, eva);
  for (let n = 0; n < 22; n++) await say(ana, n % 2 ? into(conversation) : to(rui), `page ${n}`);
  await core.db.pool.query(
    "UPDATE messages SET created_at = '2026-01-01T00:00:00.123Z' WHERE sender_id = $1 AND text <> 'page 21'",
    [ana.userId],
  );
  const first = await find(rui, 'page');
  expect([first.entries.length, first.more]).toEqual([20, true]);
  expect(first.entries[0]?.message.text).toBe('page 21');
  await say(ana, into(conversation), 'page of later');
  const second = await find(rui, 'page', { before: cursorOf(first.entries.at(-1)) });
  expect([second.entries.length, second.more]).toEqual([2, false]);
  const all = [...first.entries, ...second.entries].map(({ message }) => message.text);
  expect(new Set(all).size).toBe(22);
  for (const at of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])
    await find(rui, 'page', { before: { at, conversation: randomUUID(), seq: 2_147_483_647 } });
});

describe('[F3][A15] people', () => {
  const named = async (name: string) => {
    const person = await core.person();
    await rename(person, name);
    return person;
  };
  const found = async (actor: UserActor, query: string) =>
    (await findPeople(other.app, { actor, query })).map(({ name }) => name);

  test('are found by prefixes of the words of their names, and by username', async () => {
    const asker = await core.person();
    const ines = await named('Inês Magalhães Conceição');
    await named('Inês Fagundes');
    expect(await found(asker, 'ines')).toEqual(['Inês Fagundes', 'Inês Magalhães Conceição']);
    expect(await found(asker, 'CONCEIÇÃO in')).toEqual(['Inês Magalhães Conceição']);
    expect(await found(asker, 'galhães')).toEqual([]);
    expect(await found(asker, ines.username.slice(0, -1))).toContain('Inês Magalhães Conceição');
    expect(await found(asker, `@${ines.username.toUpperCase()}`)).toEqual(['Inês Magalhães Conceição']);
    for (const nobody of ['!', "'", ':*', '🎉', '-', '@']) expect(await found(asker, nobody)).toEqual([]);
    expect(await found(ines, 'ines conc')).toEqual([]);
  });

  test('who opted out are found by their whole username only', async () => {
    const asker = await core.person();
    const hidden = await named('Quitéria Escondida');
    await setProfile(core.db, hidden.userId, { searchable: false });
    for (const query of ['quiteria', 'Quitéria Escondida', hidden.username.slice(0, -1)])
      expect(await found(asker, query)).not.toContain('Quitéria Escondida');
    expect(await found(asker, hidden.username)).toEqual(['Quitéria Escondida']);
  });

  test('who were erased are not found, and a guest finds no user by name', async () => {
    const asker = await core.person();
    const expired = await named('Zulmira Local');
    const { pool } = core.db;
    await pool.query(`INSERT INTO identities (user_id, provider, subject) VALUES ($1, 'local', $2)`, [
      expired.userId,
      expired.username,
    ]);
    await pool.query(
      `INSERT INTO local_accounts (user_id, email, password_hash) VALUES ($1, 'secret@x.pt', '')`,
      [expired.userId],
    );
    expect(await found(asker, 'zulm')).toEqual(['Zulmira Local']);
    expect(await found(asker, 'secret')).toEqual([]);
    const guest = { ...(await core.person()), guest: true };
    expect(await found(guest, 'zulm')).toEqual([]);
    expect(await found(guest, expired.username)).toEqual(['Zulmira Local']);
    await eraseUser(core.app, { userId: expired.userId, messages: 'keep' });
    expect(await found(asker, expired.username)).toEqual([]);
    const guestFound = await named('Xerxes (guest)');
    expect(await found(asker, 'xerx')).toEqual(['Xerxes (guest)']);
    await pool.query("UPDATE users SET guest_until = now() - interval '1 hour' WHERE id = $1", [
      guestFound.userId,
    ]);
    expect(await found(asker, 'xerx')).toEqual([]);
  });

  test('are at most 20, by an index', async () => {
    const asker = await core.person();
    await core.db.pool.query(
      `INSERT INTO users (username, name) SELECT 'many' || n, 'Multidão ' || n FROM generate_series(1, 5000) n`,
    );
    // The state after a migration.
    while ((await indexPeople(core.db, 500)) > 0);
    await core.db.pool.query('VACUUM ANALYZE users');
    expect(await found(asker, 'mult')).toHaveLength(20);
    const { rows } = await core.db.pool.query<Record<string, string>>(
      `EXPLAIN SELECT 1 FROM users u
       WHERE u.words @@ '49:*'::tsquery`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('users_words_idx');
  });
});

test('[S5] searches are limited by user', async () => {
  const [ana] = await people(1);
  const take = vi.spyOn(core.app.limits, 'take');
  await searchMessages(core.app, { actor: ana, query: 'x' });
  await findPeople(core.app, { actor: ana, query: 'x' });
  expect(take.mock.calls.map(([limit]) => limit)).toEqual(['search', 'search']);
  take.mockRestore();
});
