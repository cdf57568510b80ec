import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { FirstMessages } from '@/protocol/accounts';
import type { Address } from '@/protocol/events';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { updateProfile } from '@/server/accounts/update-profile';
import type { UserActor } from '@/server/actor';
import { addMembers } from '@/server/conversations/add-members';
import { answerRequest } from '@/server/conversations/answer-request';
import { createConversation } from '@/server/conversations/create-conversation';
import { deleteMessage } from '@/server/conversations/delete-message';
import { editMessage } from '@/server/conversations/edit-message';
import { joinChannel } from '@/server/conversations/join-channel';
import { markRead } from '@/server/conversations/mark-read';
import { react } from '@/server/conversations/react';
import { receiveMessages } from '@/server/conversations/receive-messages';
import { searchMessages } from '@/server/conversations/search-messages';
import { sendMessage } from '@/server/conversations/send-message';
import { showHistory } from '@/server/conversations/show-history';
import { readConversations } from '@/server/conversations/store/views';
import { cellOf } from '@/server/presence/cells';
import { changePresence } from '@/server/presence/change-presence';
import { blockUser } from '@/server/safety/block-user';
import { closeReport } from '@/server/safety/close-report';
import { countReports } from '@/server/safety/count-reports';
import { deleteReportedMessage } from '@/server/safety/delete-reported-message';
import { forgetOldReports } from '@/server/safety/forget-old-reports';
import { listBlocked } from '@/server/safety/list-blocked';
import { listReports } from '@/server/safety/list-reports';
import { report } from '@/server/safety/report';
import { withCores } from '../support/suite';
import { createTalk, into, names, to } from '../support/talk';

const { core, other } = withCores();
const { people, group } = createTalk(core);

const send = (actor: UserActor, address: Address, text = 'hello', clientId: string = randomUUID()) =>
  sendMessage(core.app, { actor, address, text, clientId });
const say = async (...args: Parameters<typeof send>) => (await send(...args)).entries[0] as WireEntry;
const block = (actor: UserActor, { username }: UserActor, blocked = true) =>
  blockUser(core.app, { actor, username, blocked });
const seen = async (user: UserActor, { id }: { id: string }) =>
  (await readConversations(other.db.pool, user.userId, [id]))[0] as WireConversation;
const texts = async (actor: UserActor, { id }: { id: string }) =>
  (await showHistory(other.app, { actor, conversationId: id })).entries.map(({ message }) => message.text);
const administrator = async () => ({ ...(await core.person()), administrator: true });

describe('[R1] a block', () => {
  test('keeps the two from writing to each other, and tells the blocker what to do', async () => {
    const [ana, rui, eva] = await people(3);
    const { conversation } = await say(rui, to(ana), 'before', 'sent-before');
    await block(ana, rui);
    for (const address of [to(rui), to(eva, rui), into(conversation)])
      await expect(send(ana, address)).rejects.toMatchObject({ code: 'blocked' });
    for (const address of [to(ana), to(eva, ana), into(conversation)])
      await expect(send(rui, address)).rejects.toMatchObject({ code: 'declined' });
    // The refused message reached no user; the earlier message was stored, and its retry returns it.
    expect(await readConversations(core.db.pool, eva.userId)).toEqual([]);
    expect((await say(rui, to(ana), 'before', 'sent-before')).seq).toBe(1);
    await block(ana, rui, false);
    await say(rui, to(ana), 'after');
    expect(await texts(ana, conversation)).toEqual(['before', 'after']);
  });

  test('keeps them from editing and reacting to messages, but not from deleting them', async () => {
    const [ana, rui] = await people(2);
    const { conversation, message } = await say(rui, to(ana), 'nice');
    const reaction = { conversationId: conversation.id, messageId: message.id, emoji: '👍' };
    await react(core.app, { actor: ana, ...reaction, on: true });
    await block(ana, rui);
    await expect(
      editMessage(core.app, { actor: rui, messageId: message.id, text: 'nasty' }),
    ).rejects.toMatchObject({ code: 'declined' });
    for (const [actor, code] of [
      [rui, 'declined'],
      [ana, 'blocked'],
    ] as const)
      await expect(react(core.app, { actor, ...reaction, emoji: '🔥', on: true })).rejects.toMatchObject({
        code,
      });
    await react(core.app, { actor: ana, ...reaction, on: false });
    await deleteMessage(core.app, { actor: rui, messageId: message.id });
    expect(await texts(ana, conversation)).toEqual(['']);
  });

  test('keeps them from bringing each other into a group', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(rui, eva);
    await block(ana, rui);
    await expect(group(rui, eva, ana)).rejects.toMatchObject({ code: 'declined' });
    await expect(group(ana, rui)).rejects.toMatchObject({ code: 'blocked' });
    await expect(
      addMembers(core.app, { actor: rui, conversationId: conversation.id, users: names(ana) }),
    ).rejects.toMatchObject({ code: 'declined' });
    await addMembers(core.app, { actor: eva, conversationId: conversation.id, users: names(ana) });
  });

  test('applies to existing other users, a thousand at most', async () => {
    const [ana, rui, eva] = await people(3);
    await expect(block(ana, ana)).rejects.toMatchObject({ code: 'conflict' });
    await expect(block(ana, { ...rui, username: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
    await core.db.pool.query(
      `WITH crowd AS (INSERT INTO users (username, name) SELECT 'crowd-' || n, 'x' FROM generate_series(1, 999) n RETURNING id)
       INSERT INTO blocks (blocker_id, blocked_id) SELECT $1, id FROM crowd`,
      [ana.userId],
    );
    await block(ana, rui);
    await block(ana, rui);
    await expect(block(ana, eva)).rejects.toMatchObject({ code: 'conflict' });
    expect((await listBlocked(core.app, { actor: ana }))[0]).toMatchObject({ id: rui.username });
  });
});

test('[R2] the blocked user gets the same answer as for an expired guest', async () => {
  const [ana, rui, eva] = await people(3);
  await block(ana, rui);
  await core.db.pool.query(`UPDATE users SET guest_until = now() - interval '1 s' WHERE id = $1`, [
    eva.userId,
  ]);
  const [blocked, over] = await Promise.all(
    [ana, eva].map(async (target) => {
      const error = (await send(rui, to(target)).catch((err: unknown) => err)) as Error & { code: string };
      return [error.code, error.message.replace(target.name, '…')];
    }),
  );
  expect(blocked).toEqual(over);
});

describe('[R9] no message between users with a block enters a feed', () => {
  const feedOf = async (user: UserActor) =>
    (await readConversations(other.db.pool, user.userId)).find(
      ({ kind }) => kind === 'nearby',
    ) as WireConversation;
  const edit = (actor: UserActor, { message }: WireEntry, text: string) =>
    editMessage(core.app, { actor, messageId: message.id, text });
  const toldOf = (user: UserActor) =>
    JSON.stringify(
      core.relayed.filter(({ event }) => event.to === 'people' && event.userIds.includes(user.userId)),
    );
  const cells = [50, 51, 52, 53, 54][Symbol.iterator]();
  const near = async (...users: UserActor[]) => {
    const cell = cellOf(cells.next().value as number, -9.1);
    for (const user of users) {
      await core.session(user, { modern: true });
      await changePresence(core.app, user.userId, { sharing: true, cell });
    }
  };

  test.each(['the reader', 'the author'])('by an edit, for either blocker: %s', async (blocker) => {
    const [ana, rui, eva] = await people(3);
    await near(ana, rui, eva);
    const sent = await say(rui, { to: 'range' }, 'nice');
    await (blocker === 'the reader' ? block(ana, rui) : block(rui, ana));
    const before = await feedOf(ana);
    core.relayed.length = 0;
    await edit(rui, sent, `nasty @${ana.username}`);
    await edit(rui, sent, `nastier @${ana.username}`);
    expect(toldOf(ana)).toBe('[]');
    expect(toldOf(eva)).toContain('nastier');
    expect(await feedOf(ana)).toEqual(before);
    expect(await texts(ana, before)).toEqual(['nice']);
    expect((await searchMessages(core.app, { actor: ana, query: 'nastier' })).entries).toEqual([]);
    expect((await searchMessages(core.app, { actor: ana, query: 'nice' })).entries).toHaveLength(1);
    expect(await texts(eva, await feedOf(eva))).toEqual([`nastier @${ana.username}`]);
    // Without the block, the next message reaches her.
    await (blocker === 'the reader' ? block(ana, rui, false) : block(rui, ana, false));
    expect(await texts(ana, before)).toEqual(['nice']);
    await edit(rui, sent, 'nice again');
    expect(await texts(ana, before)).toEqual(['nice again']);
    expect(await feedOf(ana)).toMatchObject({ head: before.head + 1 });
  });

  test('by a removed reaction; a deletion arrives as a deletion', async () => {
    const [ana, rui] = await people(2);
    await near(ana, rui);
    const { message } = await say(rui, { to: 'range' }, 'nice');
    const feed = await feedOf(ana);
    const reaction = { actor: ana, conversationId: feed.id, messageId: message.id, emoji: '👍' };
    await react(core.app, { ...reaction, on: true });
    await block(rui, ana);
    await editMessage(core.app, { actor: rui, messageId: message.id, text: 'not for ana' });
    core.relayed.length = 0;
    expect(await react(core.app, { ...reaction, on: false })).toMatchObject([{ message: { text: 'nice' } }]);
    for (const { event } of core.relayed)
      if (event.to === 'people' && event.userIds.includes(ana.userId))
        expect(JSON.stringify(event)).not.toContain('not for ana');
    expect(toldOf(rui)).toContain('not for ana');
    await deleteMessage(core.app, { actor: rui, messageId: message.id });
    expect(await texts(ana, feed)).toEqual(['']);
  });
});

test('[R3][D10] nearby messages reach neither from the other, and neither is shown to the other', async () => {
  const [ana, rui, eva] = await people(3);
  for (const user of [ana, rui, eva]) {
    await core.session(user, { modern: true });
    await changePresence(core.app, user.userId, { sharing: true, cell: cellOf(40, -9.1), buildingId: 'b' });
  }
  const shown = (user: UserActor) => core.app.registry.people(user.userId).map(({ id }) => id);
  expect(shown(ana)).toEqual(names(rui, eva));
  core.app.registry.drainMovements();
  await block(ana, rui);
  expect(shown(ana)).toEqual(names(eva));
  expect(shown(rui)).toEqual(names(eva));
  expect(core.app.registry.visibleInBuilding(rui.userId).map(({ userId }) => userId)).toEqual([eva.userId]);
  expect(new Map(core.app.registry.drainMovements()).get(rui.userId)).toEqual({
    kind: 'delta',
    people: [],
    gone: names(ana),
  });
  // The stored blocks decide, whatever the sender's node knows.
  core.app.registry.inRange = () => [ana.userId, rui.userId, eva.userId];
  await send(ana, { to: 'range' }, 'from ana');
  await send(rui, { to: 'range' }, 'from rui');
  const heard = async (user: UserActor) => {
    const all = await readConversations(core.db.pool, user.userId);
    const feed = all.find(({ kind }) => kind === 'nearby');
    return feed ? texts(user, feed) : [];
  };
  expect(await heard(ana)).toEqual(['from ana']);
  expect(await heard(rui)).toEqual(['from rui']);
  expect(await heard(eva)).toEqual(['from ana', 'from rui']);
});

test('[R4][D4] in common conversations the messages stay, and are not unread for the blocker', async () => {
  const [ana, rui, eva] = await people(3);
  const conversation = await group(eva, ana, rui);
  const session = await core.session(ana);
  await say(rui, into(conversation), `@${ana.username}, look`);
  await say(eva, into(conversation), 'don’t');
  expect(await seen(ana, conversation)).toMatchObject({ head: 2, unread: 2, mentions: 1 });
  await block(ana, rui);
  expect(await seen(ana, conversation)).toMatchObject({ head: 2, unread: 1, mentions: 0 });
  expect(await seen(eva, conversation)).toMatchObject({ unread: 1 });
  expect(await texts(ana, conversation)).toHaveLength(2);
  // A client without a log cannot fold messages.
  const undelivered = await core.app.undelivered.take({ userId: ana.userId, socketId: session.socketId });
  expect(undelivered?.map(({ text }) => text)).toEqual(['don’t']);
  await block(ana, rui, false);
  expect(await seen(ana, conversation)).toMatchObject({ unread: 2, mentions: 1 });
});

test('[R5] each change of the block list is sent to the user’s own sessions, with a greater version', async () => {
  const [ana, rui, eva] = await people(3);
  core.relayed.length = 0;
  const versions = [await block(ana, rui), await block(ana, eva), await block(ana, rui, false)];
  expect(versions.map(({ users }) => users)).toEqual([names(rui), names(rui, eva), names(eva)]);
  expect(versions.map(({ version }) => version)).toEqual([1, 2, 3]);
  expect(core.relayed.map(({ event }) => event)).toEqual(
    versions.map((blocked) => ({ to: 'people', userIds: [ana.userId], body: { type: 'blocked', blocked } })),
  );
});

describe('[R6] a report', () => {
  const spam = { reason: 'spam', note: 'Every day.' } as const;
  const tell = (actor: UserActor, messageId: string) =>
    report(core.app, { actor, about: { messageId }, ...spam });

  test('keeps the message as it was, and is stored once', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(eva, ana, rui);
    const { message } = await say(rui, into(conversation), 'buy this');
    const id = await tell(ana, message.id);
    await editMessage(core.app, { actor: rui, messageId: message.id, text: 'nothing at all' });
    expect(await tell(ana, message.id)).toBe(id);
    expect(await tell(eva, message.id)).not.toBe(id);
    const open = await listReports(other.app, { actor: await administrator(), closed: false });
    expect(open.find((listed) => listed.id === id)).toEqual({
      id,
      at: expect.any(String),
      by: { id: ana.username, name: ana.name },
      ...spam,
      about: { kind: 'user', id: rui.username, name: rui.name },
      message: {
        text: 'buy this',
        at: message.at,
        conversation: { kind: 'group', name: null },
        deleted: false,
      },
      closed: null,
    });
  });

  test('of an unreadable message is refused like that of a missing one', async () => {
    const [ana, rui, eva] = await people(3);
    const { message } = await say(ana, to(rui), 'between us');
    const refusal = (messageId: string) =>
      tell(eva, messageId).catch(({ code, message: text }) => [code, text]);
    expect(await refusal(message.id)).toEqual(await refusal(randomUUID()));
    expect((await refusal(message.id))[0]).toBe('not_found');
    await expect(tell(ana, message.id)).rejects.toMatchObject({ code: 'conflict' });
    await deleteMessage(core.app, { actor: ana, messageId: message.id });
    await expect(tell(rui, message.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('may be about a user, once while it is open', async () => {
    const [ana, rui] = await people(2);
    const of = (username: string) => report(core.app, { actor: ana, about: { username }, reason: 'danger' });
    const id = await of(rui.username);
    expect(await of(rui.username)).toBe(id);
    await closeReport(core.app, { actor: await administrator(), id });
    expect(await of(rui.username)).not.toBe(id);
    await expect(of('nobody')).rejects.toMatchObject({ code: 'not_found' });
    await expect(of(ana.username)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('[R7] reports', () => {
  test('are seen, counted and closed by administrators only', async () => {
    const [ana, rui] = await people(2);
    const actor = await administrator();
    const before = await countReports(core.app, { actor });
    const id = await report(core.app, { actor: ana, about: { username: rui.username }, reason: 'other' });
    expect(await countReports(core.app, { actor })).toBe(before + 1);
    for (const ask of [
      () => listReports(core.app, { actor: ana, closed: false }),
      () => countReports(core.app, { actor: ana }),
      () => closeReport(core.app, { actor: ana, id }),
      () => deleteReportedMessage(core.app, { actor: ana, id }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'forbidden' });
    const closed = await closeReport(core.app, { actor, id, note: 'Spoke with both.' });
    expect(closed.closed).toMatchObject({ by: { id: actor.username }, note: 'Spoke with both.' });
    // The first note stays.
    expect(await closeReport(core.app, { actor, id, note: 'Again.' })).toEqual(closed);
    expect((await listReports(core.app, { actor, closed: true }))[0]).toEqual(closed);
    const { rows } = await core.db.pool.query(
      'SELECT code FROM activity WHERE user_id = ANY($1) ORDER BY id',
      [[ana.userId, actor.userId]],
    );
    expect(rows.map(({ code }) => code)).toEqual(['reported_person', 'closed_report']);
    await expect(closeReport(core.app, { actor, id: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('[C4] a message deleted by an administrator is marked so for all readers, and only the report keeps its text', async () => {
    const [ana, rui, eva] = await people(3);
    const actor = await administrator();
    const conversation = await group(rui, ana, eva);
    const { message } = await say(rui, into(conversation), 'vile');
    const id = await report(core.app, {
      actor: ana,
      about: { messageId: message.id },
      reason: 'harassment',
    });
    core.relayed.length = 0;
    expect(await deleteReportedMessage(core.app, { actor, id })).toMatchObject({
      message: { text: 'vile', deleted: true },
    });
    for (const user of [ana, rui, eva]) {
      expect((await seen(user, conversation)).last?.message).toMatchObject({
        text: '',
        deletedAt: expect.any(String),
        moderated: true,
      });
    }
    const recipients = core.relayed.flatMap(({ event }) => (event.to === 'people' ? event.userIds : []));
    expect(recipients.sort()).toEqual([ana, rui, eva].map(({ userId }) => userId).sort());
    // A second deletion changes nothing; a report of a user has no message to delete.
    await deleteReportedMessage(core.app, { actor, id });
    expect(await seen(ana, conversation)).toMatchObject({ head: 2 });
    const person = await report(core.app, { actor: ana, about: { username: rui.username }, reason: 'spam' });
    await expect(deleteReportedMessage(core.app, { actor, id: person })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('[R8] closed reports are deleted after their retention, open ones never', async () => {
  const [ana, rui, eva] = await people(3);
  const actor = await administrator();
  const make = (target: UserActor) =>
    report(core.app, { actor: ana, about: { username: target.username }, reason: 'spam' });
  const [closed, open] = [await make(rui), await make(eva)];
  await closeReport(core.app, { actor, id: closed });
  await core.db.pool.query(
    `UPDATE reports SET created_at = now() - interval '2 years',
       closed_at = closed_at - interval '366 days' WHERE id = ANY($1)`,
    [[closed, open]],
  );
  const app = { ...core.app, config: { ...core.app.config, reportRetentionDays: 365 } };
  expect(await forgetOldReports(app)).toBe(1);
  const listed = await listReports(core.app, { actor, closed: false });
  expect(listed.map(({ id }) => id)).toContain(open);
});

describe('message requests', () => {
  const answer = (actor: UserActor, { id }: { id: string }, answer: 'accept' | 'ignore') =>
    answerRequest(core.app, { actor, conversationId: id, answer });
  const choose = (actor: UserActor, firstMessages: FirstMessages) =>
    updateProfile(core.app, { actor, firstMessages });
  const firstContact = async () => {
    const [ana, rui] = await people(2);
    const { conversation, message } = await say(ana, to(rui), 'hi, I sat next to you');
    return { ana, rui, conversation, message };
  };
  /** What the sender can see of the conversation, and the events to the sender since `work` began. */
  const senderSees = async (
    sender: UserActor,
    conversation: { id: string },
    work: () => Promise<unknown>,
  ) => {
    core.relayed.length = 0;
    await work();
    const events = core.relayed.filter(
      ({ event }) => event.to === 'people' && event.userIds.includes(sender.userId),
    );
    return { events, view: await seen(sender, conversation) };
  };

  test('[Q1] a first direct message is a request, for the recipient only, until the recipient answers', async () => {
    const { ana, rui, conversation } = await firstContact();
    expect(await seen(rui, conversation)).toMatchObject({ request: 'waiting', unread: 1, open: true });
    expect(await seen(ana, conversation)).not.toHaveProperty('request');
    await say(ana, into(conversation), 'are you there?');
    expect(await seen(rui, conversation)).toMatchObject({ request: 'waiting', unread: 2 });
    expect(await texts(rui, conversation)).toHaveLength(2);
    const toSelf = await say(ana, to(ana), 'a note');
    expect(await seen(ana, toSelf.conversation)).not.toHaveProperty('request');
  });

  test('[Q2] a message, a reaction or the button accepts it, on all devices, for good', async () => {
    for (const accept of [
      ({ rui, conversation }) => say(rui, into(conversation), 'hello'),
      ({ rui, ana }) => say(rui, to(ana), 'hello'),
      ({ rui, conversation, message }) =>
        react(core.app, {
          actor: rui,
          conversationId: conversation.id,
          messageId: message.id,
          emoji: '👋',
          on: true,
        }),
      ({ rui, conversation }) => answer(rui, conversation, 'accept'),
    ] satisfies ((contact: Awaited<ReturnType<typeof firstContact>>) => Promise<unknown>)[]) {
      const contact = await firstContact();
      const { ana, rui, conversation } = contact;
      const { version } = await seen(rui, conversation);
      core.relayed.length = 0;
      await accept(contact);
      const view = await seen(rui, conversation);
      expect(view).not.toHaveProperty('request');
      expect(view.version).toBeGreaterThan(version);
      const told = core.relayed.flatMap(({ event }) =>
        event.to === 'people' && event.body.type === 'conversation'
          ? [[event.userIds, event.body.conversation.request, event.body.conversation.version]]
          : [],
      );
      expect(told).toEqual([[[rui.userId], undefined, view.version]]);
      await say(ana, into(conversation), 'good');
      expect(await seen(rui, conversation)).not.toHaveProperty('request');
      await expect(answer(rui, conversation, 'ignore')).rejects.toMatchObject({ code: 'conflict' });
    }
  });

  test('[Q2] an answer costs the statements of a message once, and no others later', async () => {
    const { ana, rui, conversation } = await firstContact();
    await say(rui, into(conversation));
    const cost = () => core.statements(() => say(rui, into(conversation)));
    const [first, second] = [await cost(), await cost()];
    expect(second).toBe(first);
    const accepted = await core.statements(() => say(ana, into(conversation)));
    expect(accepted).toBe(first);
  });

  test('[Q3] an ignored request stays ignored with what follows, and can be accepted', async () => {
    const { ana, rui, conversation } = await firstContact();
    expect(await answer(rui, conversation, 'ignore')).toMatchObject({ request: 'ignored' });
    await answer(rui, conversation, 'ignore');
    await say(ana, into(conversation), 'hello?');
    expect(await seen(rui, conversation)).toMatchObject({ request: 'ignored' });
    expect(await answer(rui, conversation, 'accept')).not.toHaveProperty('request');
  });

  test('[Q3] a legacy client is given a waiting request, and an ignored one no more', async () => {
    const { ana, rui, conversation } = await firstContact();
    const { socketId } = await core.session(rui);
    const receive = () => receiveMessages(core.app, { actor: rui, socketId });
    expect(await receive()).toHaveLength(1);
    await answer(rui, conversation, 'ignore');
    await say(ana, into(conversation), 'hello?');
    expect(await receive()).toEqual([]);
  });

  test('[Q4] the sender is told nothing of reading, ignoring and accepting', async () => {
    const { ana, rui, conversation } = await firstContact();
    const before = await seen(ana, conversation);
    for (const work of [
      () => showHistory(core.app, { actor: rui, conversationId: conversation.id }),
      () => markRead(core.app, { actor: rui, conversationId: conversation.id, seq: 1 }),
      () => answer(rui, conversation, 'ignore'),
      () => answer(rui, conversation, 'accept'),
    ])
      expect(await senderSees(ana, conversation, work)).toEqual({ events: [], view: before });
    const { sent } = { sent: await send(ana, into(conversation)) };
    expect(sent).toMatchObject({ recipients: 1 });
  });

  test('[Q5] the recipient chooses who may write first: everyone, people of a channel, nobody', async () => {
    const [ana, rui, eva, ivo] = await people(4);
    await choose(rui, 'channels');
    const wanted = { kind: 'channel', title: `q5 ${randomUUID()}`, public: true } as const;
    const channel = await createConversation(core.app, { actor: rui, wanted });
    await joinChannel(core.app, { actor: eva, conversationId: channel.id });
    await expect(send(ana, to(rui))).rejects.toMatchObject({ code: 'declined' });
    await say(eva, to(rui));
    await choose(rui, 'nobody');
    await joinChannel(core.app, { actor: ivo, conversationId: channel.id });
    for (const stranger of [ana, ivo, eva])
      await expect(send(stranger, to(rui))).rejects.toMatchObject({ code: 'declined' });
    // The first message of the chooser opens the conversation, as does accepting.
    const { conversation } = await say(rui, to(ana));
    await say(ana, into(conversation));
    const own = (await readConversations(core.db.pool, rui.userId)).find(
      ({ with: id }) => id === eva.username,
    ) as WireConversation;
    await answer(rui, own, 'accept');
    await say(eva, to(rui));
    await choose(rui, 'everyone');
    await say(ivo, to(rui));
  });

  test('[Q5] the choice applies to groups and channels, and to no message nearby', async () => {
    const [ana, rui] = await people(2);
    await choose(rui, 'channels');
    await expect(group(ana, rui)).rejects.toMatchObject({ code: 'declined' });
    const wanted = { kind: 'channel', title: `q5 ${randomUUID()}`, public: false } as const;
    const { id } = await createConversation(core.app, { actor: ana, wanted });
    const add = () => addMembers(core.app, { actor: ana, conversationId: id, users: names(rui) });
    await expect(add()).rejects.toMatchObject({ code: 'declined' });
    await say(rui, to(ana));
    await add();
  });

  test('[Q6] the refusal to a stranger is the one to a blocked user, and refuses the whole message', async () => {
    const [ana, rui, eva] = await people(3);
    await choose(rui, 'nobody');
    await block(eva, ana);
    const [stranger, blocked] = await Promise.all(
      [rui, eva].map(async (target) => {
        const error = (await send(ana, to(target)).catch((err: unknown) => err)) as Error & { code: string };
        return [error.code, error.message.replace(target.name, '…')];
      }),
    );
    expect(stranger).toEqual(blocked);
    const [ivo] = await people(1);
    await expect(send(ana, to(ivo, rui))).rejects.toMatchObject({ code: 'declined' });
    expect(await readConversations(core.db.pool, ivo.userId)).toEqual([]);
  });

  test('[Q1][Q2] first messages that cross accept each other', async () => {
    const [ana, rui] = await people(2);
    const [there] = await Promise.all([
      say(ana, to(rui)),
      sendMessage(other.app, { actor: rui, address: to(ana), text: 'hello', clientId: randomUUID() }),
    ]);
    expect(await seen(ana, there.conversation)).not.toHaveProperty('request');
    expect(await seen(rui, there.conversation)).not.toHaveProperty('request');
  });
});
