import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Address, clientEvents } from '@/protocol/events';
import { MAX_PINS } from '@/protocol/fields';
import { historyPage, type WireConversation, type WireEntry, type WireLogEntry } from '@/protocol/messages';
import { eraseUser } from '@/server/accounts/erase-user';
import type { UserActor } from '@/server/actor';
import { addMembers } from '@/server/conversations/add-members';
import { createConversation } from '@/server/conversations/create-conversation';
import { deleteMessage } from '@/server/conversations/delete-message';
import { editMessage } from '@/server/conversations/edit-message';
import type { RoomEvent, RoomJoinedEvent } from '@/server/conversations/events';
import { joinChannel } from '@/server/conversations/join-channel';
import { leaveAll } from '@/server/conversations/leave-all';
import { leaveConversation } from '@/server/conversations/leave-conversation';
import { listChannels } from '@/server/conversations/list-channels';
import { listMembers } from '@/server/conversations/list-members';
import { listRecent } from '@/server/conversations/list-recent';
import { listReplies } from '@/server/conversations/list-replies';
import {
  changeTitle,
  deleteConversation,
  handOver,
  removeMember,
} from '@/server/conversations/manage-conversation';
import { markAllRead } from '@/server/conversations/mark-all-read';
import { markRead } from '@/server/conversations/mark-read';
import { markUnread } from '@/server/conversations/mark-unread';
import { muteConversation } from '@/server/conversations/mute-conversation';
import { pinConversation } from '@/server/conversations/pin-conversation';
import { react } from '@/server/conversations/react';
import { saveDraft } from '@/server/conversations/save-draft';
import { searchMessages } from '@/server/conversations/search-messages';
import { sendMessage } from '@/server/conversations/send-message';
import { showHistory } from '@/server/conversations/show-history';
import { lockConversations } from '@/server/conversations/store/conversations';
import { recentHeads } from '@/server/conversations/store/log';
import { readStamps } from '@/server/conversations/store/stamps';
import { readConversations } from '@/server/conversations/store/views';
import { syncLog } from '@/server/conversations/sync-log';
import { createLimits } from '@/server/limits';
import { cellOf } from '@/server/presence/cells';
import { changePresence } from '@/server/presence/change-presence';
import { deliverRoomEntry } from '@/server/realtime/delivery';
import { createHeads } from '@/server/realtime/heads';
import type { LiveSession } from '@/server/realtime/live-sessions';
import { createRooms } from '@/server/realtime/rooms';
import { report } from '@/server/safety/report';
import type { Core } from '../support/core';
import { eventually } from '../support/eventually';
import { withCores } from '../support/suite';
import { createTalk, into, names } from '../support/talk';

const { core, other } = withCores();
const { people, group } = createTalk(core);

const say = async (actor: UserActor, address: Address, text: string, replyTo?: string) =>
  (await sendMessage(core.app, { actor, address, text, clientId: randomUUID(), replyTo }))
    .entries[0] as WireEntry;
const channel = (actor: UserActor, open = true, title = `Channel ${randomUUID()}`) =>
  createConversation(core.app, { actor, wanted: { kind: 'channel', title, public: open } });
const seen = async (user: UserActor, { id }: { id: string }) =>
  (await readConversations(other.db.pool, user.userId, [id]))[0] as WireConversation;
const read = async (
  actor: UserActor,
  { id }: { id: string },
  span: { before?: number; after?: number; around?: number; limit?: number } = {},
) => showHistory(other.app, { actor, conversationId: id, ...span });
const texts = async (actor: UserActor, conversation: { id: string }) =>
  (await read(actor, conversation)).entries.map((entry) => entry.message.text);

describe('[C1] a group', () => {
  test('is read and written by its members only', async () => {
    const [ana, rui, eva, zé] = await people(4);
    const conversation = await group(ana, rui, eva);
    expect(conversation).toMatchObject({ kind: 'group', open: true, members: names(ana, rui, eva).sort() });
    await say(rui, into(conversation), 'hello');
    for (const user of [ana, rui, eva]) expect(await texts(user, conversation)).toEqual(['hello']);
    for (const spy of [
      () => read(zé, conversation),
      () => say(zé, into(conversation), 'me too'),
      () => say(zé, { to: 'conversation', id: randomUUID() }, 'x'),
    ])
      await expect(spy()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(group(ana, { ...rui, username: 'ist9999999' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('[D10] shows new members the messages since their join, and former members those until their leave', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui);
    await say(ana, into(conversation), 'before');
    await addMembers(core.app, { actor: rui, conversationId: conversation.id, users: names(eva) });
    await say(ana, into(conversation), 'after');
    expect(await texts(eva, conversation)).toEqual(['after']);
    await leaveConversation(core.app, { actor: rui, conversationId: conversation.id });
    await say(ana, into(conversation), 'without rui');
    expect(await texts(rui, conversation)).toEqual(['before', 'after']);
    expect(await seen(rui, conversation)).toMatchObject({ open: false, head: 2 });
    expect(await seen(ana, conversation)).toMatchObject({ members: names(ana, eva).sort() });
    await expect(say(rui, into(conversation), 'still here?')).rejects.toMatchObject({ code: 'forbidden' });
    // After the return, the messages sent meanwhile stay unreadable.
    await addMembers(core.app, { actor: ana, conversationId: conversation.id, users: names(rui) });
    await say(ana, into(conversation), 'welcome back');
    expect(await texts(rui, conversation)).toEqual(['before', 'after', 'welcome back']);
  });

  test('notifies each member once, anywhere', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui, eva);
    core.relayed.length = 0;
    await say(ana, into(conversation), 'hello');
    const recipients = core.relayed.flatMap(({ event }) =>
      event.to === 'people' ? event.userIds : ['a node'],
    );
    expect(recipients.sort()).toEqual([ana, rui, eva].map((user) => user.userId).sort());
  });
});

describe('[C2] a channel', () => {
  test('that is public is listed, joined, read from its beginning, and left', async () => {
    const [ana, rui] = await people(2);
    const conversation = await channel(ana);
    await say(ana, into(conversation), 'first');
    const listed = (await listChannels(core.app, { actor: rui })).find(({ id }) => id === conversation.id);
    expect(listed).toMatchObject({ title: conversation.title, members: 1, joined: false });
    await expect(say(rui, into(conversation), 'may I?')).rejects.toMatchObject({ code: 'forbidden' });
    const joined = await joinChannel(core.app, { actor: rui, conversationId: conversation.id });
    expect(joined).toMatchObject({ open: true, unread: 0, read: 1 });
    expect(await texts(rui, conversation)).toEqual(['first']);
    await leaveConversation(core.app, { actor: rui, conversationId: conversation.id });
    await say(ana, into(conversation), 'second');
    expect(await texts(rui, conversation)).toEqual(['first']);
    await joinChannel(core.app, { actor: rui, conversationId: conversation.id });
    expect(await texts(rui, conversation)).toEqual(['first', 'second']);
    const members = await listMembers(core.app, { actor: rui, conversationId: conversation.id });
    expect(members.map(({ id }) => id)).toEqual(names(ana, rui).sort());
  });

  test('takes as many statements, round trips and events for 40 users who join at once as for one', async () => {
    const [ana, ...others] = (await core.people(41)) as [UserActor, ...UserActor[]];
    const [conversation, small] = [await channel(ana), await channel(ana)];
    const cost = async (users: UserActor[], { id }: WireConversation) => {
      core.relayed.length = 0;
      let statements = 0;
      const trips = await core.trips(async () => {
        statements = await core.statements(() =>
          Promise.all(users.map((actor) => joinChannel(core.app, { actor, conversationId: id }))),
        );
      });
      return { statements, trips, events: core.relayed.map(({ event }) => event.body.type) };
    };
    expect(await cost(others.slice(0, 1), small)).toEqual(await cost(others, conversation));
    // Whoever comes back has two more, which end what nobody reads any more.
    await leaveConversation(core.app, { actor: others[0] as UserActor, conversationId: conversation.id });
    const [members, back] = [await cost(others.slice(1), conversation), await cost(others, conversation)];
    expect(members).toEqual({ statements: 9, trips: 2, events: ['room_joined', 'joined'] });
    expect(back).toMatchObject({ statements: 11, events: members.events });
    expect(await listMembers(core.app, { actor: ana, conversationId: conversation.id })).toHaveLength(41);
  });

  test('is given to users who join together as each of them has it', async () => {
    const [ana, rui, eva, zé] = await people(4);
    const conversation = await channel(ana);
    const conversationId = conversation.id;
    const join = () =>
      Promise.all([rui, eva, zé].map((actor) => joinChannel(core.app, { actor, conversationId })));
    const agree = async (views: WireConversation[]) =>
      expect(views).toEqual(await Promise.all([rui, eva, zé].map((user) => seen(user, conversation))));
    await agree(await join());
    const { message: first } = await say(ana, into(conversation), `hello @${rui.username}`);
    await muteConversation(core.app, { actor: rui, conversationId, muted: true });
    await markUnread(core.app, { actor: rui, conversationId });
    await saveDraft(core.app, { actor: eva, conversationId, text: 'I wanted to', at: Date.now() });
    await leaveConversation(core.app, { actor: zé, conversationId });
    const { message: reply } = await say(ana, into(conversation), 'the answer', first.id);
    await editMessage(core.app, { actor: ana, messageId: reply.id, text: `the answer, @${eva.username}` });
    await react(core.app, { actor: rui, conversationId, messageId: reply.id, emoji: '👍', on: true });
    core.relayed.length = 0;
    const views = await join();
    await agree(views);
    expect(views).toMatchObject([
      { open: true, unread: 0, muted: true },
      { head: 4, read: 4, draft: { text: 'I wanted to' } },
      { last: { seq: 2, rev: 4, replyTo: 1, reactions: [{ emoji: '👍', by: [rui.username] }] } },
    ]);
    expect(views[0]).not.toHaveProperty('markedUnread');
    const [joined] = core.relayed.flatMap(({ event: { body } }) => (body.type === 'joined' ? [body] : []));
    // The event is copied to the queues of all three: a draft is in an event of its user alone.
    expect([rui, eva, zé].map(({ userId }) => ({ ...joined?.channel, ...joined?.own[userId] }))).toEqual(
      views.map(({ draft: _, ...view }) => view),
    );
    const drafts = core.relayed.filter(({ event: { body } }) => JSON.stringify(body).includes('I wanted to'));
    expect(drafts.map(({ event }) => event)).toEqual([
      {
        to: 'people',
        userIds: [eva.userId],
        body: { type: 'draft', conversation: conversationId, draft: views[1]?.draft },
      },
    ]);
    await deleteMessage(core.app, { actor: ana, messageId: reply.id });
    await agree(await join());
  });

  test('takes the others when one user of many cannot join', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await channel(ana);
    const nobody = { ...rui, userId: randomUUID() };
    const joins = [rui, nobody, eva].map((actor) =>
      joinChannel(core.app, { actor, conversationId: conversation.id }),
    );
    const outcomes = await Promise.allSettled(joins);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('has a unique title, ignoring case', async () => {
    const [ana, rui] = await people(2);
    const { title } = await channel(ana);
    await expect(channel(rui, true, title?.toUpperCase())).rejects.toMatchObject({
      code: 'conflict',
      field: 'title',
    });
  });

  test('that is private is joined by invitation only', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await channel(ana, false);
    await say(ana, into(conversation), 'first');
    expect((await listChannels(core.app, { actor: rui })).some(({ id }) => id === conversation.id)).toBe(
      false,
    );
    for (const spy of [
      () => joinChannel(core.app, { actor: rui, conversationId: conversation.id }),
      () => listMembers(core.app, { actor: rui, conversationId: conversation.id }),
      () => addMembers(core.app, { actor: rui, conversationId: conversation.id, users: names(rui) }),
    ])
      await expect(spy()).rejects.toMatchObject({ code: 'forbidden' });
    await addMembers(core.app, { actor: ana, conversationId: conversation.id, users: names(eva) });
    expect(await texts(eva, conversation)).toEqual(['first']);
  });

  test('costs one event and a fixed number of statements, for any number of members', async () => {
    const [ana, ...others] = await core.people(30);
    const conversation = await channel(ana as UserActor);
    const cost = async () => {
      core.relayed.length = 0;
      const statements = await core.statements(() => say(ana as UserActor, into(conversation), 'hello'));
      return [statements, core.relayed.length];
    };
    const alone = await cost();
    for (const actor of others) await joinChannel(core.app, { actor, conversationId: conversation.id });
    expect(await cost()).toEqual(alone);
    expect(alone[1]).toBe(1);
  });
});

describe('[C24] the owner of a conversation', () => {
  test('renames it, for all members; nobody else does', async () => {
    const [ana, rui] = await people(2);
    for (const user of [ana, rui]) await core.session(user, { modern: true });
    const conversation = await channel(ana);
    expect(conversation.owner).toBe(ana.username);
    await joinChannel(core.app, { actor: rui, conversationId: conversation.id });
    const rename = (actor: UserActor, title: string | null, topic?: string) =>
      changeTitle(core.app, { actor, conversationId: conversation.id, title, topic });
    await expect(rename(rui, 'Mine')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(rename(ana, null)).rejects.toMatchObject({ code: 'bad_request' });
    const { title: taken } = await channel(rui);
    await expect(rename(ana, taken?.toUpperCase() ?? '')).rejects.toMatchObject({ code: 'conflict' });
    core.relayed.length = 0;
    const title = `Renamed ${randomUUID()}`;
    expect(await rename(ana, title, 'What it is about')).toMatchObject({ title, topic: 'What it is about' });
    expect(core.relayed.flatMap(({ event }) => (event.to === 'people' ? event.userIds : [])).sort()).toEqual(
      [ana.userId, rui.userId].sort(),
    );
    core.relayed.length = 0;
    await rename(ana, title);
    expect(core.relayed).toEqual([]); // nothing has changed
    expect(await seen(rui, conversation)).toMatchObject({ title, owner: ana.username });
    // The former title is free.
    await channel(rui, true, conversation.title ?? '');
  });

  test('removes a member, who cannot join again until a member adds them', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await channel(ana);
    const join = (actor: UserActor) => joinChannel(core.app, { actor, conversationId: conversation.id });
    const remove = (actor: UserActor, user: string) =>
      removeMember(core.app, { actor, conversationId: conversation.id, user });
    await join(rui);
    await say(ana, into(conversation), 'before');
    await expect(remove(rui, ana.username)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(remove(ana, eva.username)).rejects.toMatchObject({ code: 'not_found' });
    await expect(remove(ana, ana.username)).rejects.toMatchObject({ code: 'not_found' });
    await remove(ana, rui.username);
    await say(ana, into(conversation), 'after');
    expect(await seen(rui, conversation)).toMatchObject({ open: false });
    expect(await texts(rui, conversation)).toEqual(['before']);
    const joins = await Promise.allSettled([join(rui), join(eva)]);
    expect(joins.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    await addMembers(core.app, { actor: eva, conversationId: conversation.id, users: [rui.username] });
    await leaveConversation(core.app, { actor: rui, conversationId: conversation.id });
    await join(rui);
    expect(await texts(rui, conversation)).toEqual(['before', 'after']);
  });

  test('hands it over; when the owner leaves, the member with the longest stay owns it', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui, eva);
    const { id: conversationId } = conversation;
    expect(await handOver(core.app, { actor: ana, conversationId, user: rui.username })).toMatchObject({
      owner: rui.username,
    });
    await expect(deleteConversation(core.app, { actor: ana, conversationId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await leaveConversation(core.app, { actor: rui, conversationId });
    expect([ana.username, eva.username]).toContain((await seen(eva, conversation))?.owner);
  });

  test('passes it on by leaving, or by an erasure; the members of a channel see the new owner', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await channel(ana);
    const { id: conversationId } = conversation;
    for (const actor of [rui, eva]) {
      await joinChannel(core.app, { actor, conversationId });
      await core.session(actor, { modern: true });
    }
    const ownersSeenBy = (user: UserActor) =>
      core.relayed.flatMap(({ event }) =>
        event.to === 'people' && event.userIds.includes(user.userId) && event.body.type === 'conversation'
          ? [event.body.conversation.owner]
          : [],
      );
    core.relayed.length = 0;
    await leaveConversation(core.app, { actor: ana, conversationId });
    const [next, last] = ownersSeenBy(eva)[0] === eva.username ? [eva, rui] : [rui, eva];
    for (const user of [next, last]) expect(ownersSeenBy(user)).toEqual([next.username]);
    await eraseUser(core.app, { userId: next.userId, messages: 'keep' });
    core.relayed.length = 0;
    await leaveAll(core.app, next.userId, 100);
    expect(ownersSeenBy(last)).toEqual([last.username]);
    expect(await seen(last, conversation)).toMatchObject({ owner: last.username });
  });

  test('in a group, passes it to the member with the longest stay', async () => {
    const [ana, rui, eva, leo] = await people(4);
    const conversation = await group(ana, leo);
    const { id: conversationId } = conversation;
    for (const { username } of [rui, eva]) {
      await say(ana, into(conversation), 'welcome');
      await addMembers(core.app, { actor: ana, conversationId, users: [username] });
    }
    for (const actor of [leo, ana]) await leaveConversation(core.app, { actor, conversationId });
    expect(await seen(eva, conversation)).toMatchObject({ owner: rui.username });
  });

  test('deletes it: nobody finds, joins or writes it, and members keep what they could read', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await channel(ana);
    const { id: conversationId } = conversation;
    await joinChannel(core.app, { actor: rui, conversationId });
    await say(ana, into(conversation), 'the last one');
    expect(await deleteConversation(core.app, { actor: ana, conversationId })).toMatchObject({ open: false });
    await expect(joinChannel(core.app, { actor: eva, conversationId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(say(rui, into(conversation), 'still?')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await texts(rui, conversation)).toEqual(['the last one']);
    await channel(eva, true, conversation.title ?? '');
  });
});

describe('[C3] a building’s room', () => {
  test('is read and written by present users, who keep the messages of their stay', async () => {
    const [ana, rui, eva] = await people(3);
    await enter(ana, 'c3-room');
    await enter(rui, 'c3-room');
    const room = (await say(ana, { to: 'building' }, 'both are here')).conversation;
    await enter(eva, 'c3-room');
    await say(rui, into(room), 'all are here');
    await enter(rui, null);
    await say(eva, { to: 'building' }, 'rui is away');
    expect(await texts(ana, room)).toEqual(['both are here', 'all are here', 'rui is away']);
    expect(await texts(rui, room)).toEqual(['both are here', 'all are here']);
    expect(await texts(eva, room)).toEqual(['all are here', 'rui is away']);
    // A user who left, or was never a member, writes nothing and reads nothing new.
    const [leo] = await people(1);
    for (const outsider of [rui, leo])
      await expect(say(outsider, into(room), 'from outside')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(read(leo, room)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await seen(rui, room)).toMatchObject({ open: false, head: 2 });
  });
});

describe('joining, leaving and marking', () => {
  test('take as many statements in a group of 98 as in one of 2, and for many added users as for one', async () => {
    const [ana, rui, ...others] = (await core.people(114)) as [UserActor, UserActor, ...UserActor[]];
    const costs = async (size: number, added: number) => {
      const members = others.slice(0, size - 2);
      const newcomers = others.slice(100, 100 + added);
      const make = () => group(ana, rui, ...members);
      const [conversation, costOfMaking] = await counted(make);
      await say(ana, into(conversation), 'hello');
      const conversationId = conversation.id;
      const [, adding] = await counted(() =>
        addMembers(core.app, { actor: ana, conversationId, users: names(...newcomers) }),
      );
      const [, marking] = await counted(() => markRead(core.app, { actor: rui, conversationId, seq: 1 }));
      const [, markingAll] = await counted(() =>
        markAllRead(core.app, { actor: newcomers[0] as UserActor, conversations: { [conversationId]: 1 } }),
      );
      const [, muting] = await counted(() =>
        muteConversation(core.app, { actor: rui, conversationId, muted: true }),
      );
      const [, leaving] = await counted(() => leaveConversation(core.app, { actor: rui, conversationId }));
      expect((await seen(ana, conversation)).members).toHaveLength(size - 1 + added);
      const [, returning] = await counted(() =>
        addMembers(core.app, { actor: ana, conversationId, users: names(rui) }),
      );
      const open = await channel(ana);
      await addMembers(core.app, { actor: ana, conversationId: open.id, users: names(...members) });
      const [, joining] = await counted(() => joinChannel(core.app, { actor: rui, conversationId: open.id }));
      const [, erasing] = await counted(() => leaveAll(core.app, (newcomers[0] as UserActor).userId, 2));
      return { costOfMaking, adding, marking, markingAll, muting, leaving, returning, joining, erasing };
    };
    const small = await costs(2, 1);
    expect(await costs(20, 12)).toEqual(small);
    expect(await costs(98, 2)).toEqual(small);
  });

  async function counted<T>(work: () => Promise<T>): Promise<[T, number]> {
    let result: T | undefined;
    const statements = await core.statements(async () => {
      result = await work();
    });
    return [result as T, statements];
  }
});

describe('a message', () => {
  test('[C4] is edited by its author only; all see the new text, marked as edited', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const { message } = await say(ana, into(conversation), 'helo');
    const edit = (actor: UserActor, text: string) =>
      editMessage(core.app, { actor, messageId: message.id, text });
    await expect(edit(rui, 'hallo')).rejects.toMatchObject({ code: 'forbidden' });
    const [change] = await edit(ana, 'hello');
    expect(change).toMatchObject({
      seq: 2,
      rev: 2,
      change: true,
      message: { id: message.id, text: 'hello' },
    });
    const [entry] = (await read(rui, conversation)).entries;
    expect(entry).toMatchObject({ seq: 1, rev: 2, message: { text: 'hello', editedAt: expect.any(String) } });
    // The same text again changes nothing.
    expect(await edit(ana, 'hello')).toEqual([]);
    expect(await seen(rui, conversation)).toMatchObject({ head: 2, unread: 1 });
  });

  test('[C4] that the user may not read is neither edited nor deleted, as if it did not exist', async () => {
    const [ana, rui, eva] = await people(3);
    const { message } = await say(ana, into(await group(ana, rui)), 'between us');
    for (const messageId of [message.id, randomUUID()]) {
      const refused = { code: 'not_found', message: 'This message does not exist.' };
      await expect(editMessage(core.app, { actor: eva, messageId, text: 'x' })).rejects.toMatchObject(
        refused,
      );
      await expect(deleteMessage(core.app, { actor: eva, messageId })).rejects.toMatchObject(refused);
    }
  });

  test('[C4] is deleted by its author only, with its reactions; a deleted message stays visible as such', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const { message } = await say(ana, into(conversation), 'secret');
    await react(core.app, {
      actor: rui,
      conversationId: conversation.id,
      messageId: message.id,
      emoji: '👍',
      on: true,
    });
    const remove = (actor: UserActor) => deleteMessage(core.app, { actor, messageId: message.id });
    await expect(remove(rui)).rejects.toMatchObject({ code: 'forbidden' });
    await remove(ana);
    const [entry] = (await read(rui, conversation)).entries;
    expect(entry?.message).toMatchObject({ text: '', deletedAt: expect.any(String) });
    expect(entry?.reactions).toBeUndefined();
    await expect(remove(ana)).rejects.toMatchObject({ code: 'conflict' });
    expect(await seen(rui, conversation)).toMatchObject({ unread: 0 });
    const { rows } = await core.db.pool.query(`SELECT 1 FROM messages WHERE text LIKE '%secret%'`);
    expect(rows).toEqual([]);
  });

  test('[C5] gets a reaction once per user and emoji, which can be removed', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui);
    const { message } = await say(ana, into(conversation), 'lunch?');
    const put = (actor: UserActor, emoji: string, on = true) =>
      react(core.app, { actor, conversationId: conversation.id, messageId: message.id, emoji, on });
    await put(rui, '👍');
    await put(ana, '👍');
    expect(await put(ana, '👍')).toEqual([]);
    await put(ana, '🍕');
    await expect(put(eva, '👍')).rejects.toMatchObject({ code: 'forbidden' });
    const reactions = async () => (await read(rui, conversation)).entries[0]?.reactions;
    expect(await reactions()).toEqual([
      { emoji: '👍', by: names(rui, ana) },
      { emoji: '🍕', by: names(ana) },
    ]);
    await put(rui, '👍', false);
    expect((await reactions())?.[0]).toEqual({ emoji: '👍', by: names(ana) });
  });

  test('[C5] gets at most 20 different emoji, which others can still use', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const { message } = await say(ana, into(conversation), 'lunch?');
    const put = (actor: UserActor, emoji: string) =>
      react(core.app, { actor, conversationId: conversation.id, messageId: message.id, emoji, on: true });
    for (const emoji of [...'🍇🍈🍉🍊🍋🍌🍍🍎🍏🍐🍑🍒🍓🍔🍕🍖🍗🍘🍙🍚'])
      expect(await put(ana, emoji)).toHaveLength(1);
    expect(await put(ana, '🍛')).toEqual([]);
    expect(await put(rui, '🍇')).toHaveLength(1);
  });

  test('[C5][D11] a reaction to a nearby message is seen by the author and the reacting user only', async () => {
    const [ana, rui, eva] = await people(3);
    for (const user of [ana, rui, eva]) {
      await core.session(user, { modern: true });
      await changePresence(core.app, user.userId, { sharing: true, cell: cellOf(12, -9.1) });
    }
    const { message } = await say(ana, { to: 'range' }, 'anybody here?');
    const feed = async (user: UserActor) =>
      (await readConversations(core.db.pool, user.userId)).find(
        ({ kind }) => kind === 'nearby',
      ) as WireConversation;
    const put = { messageId: message.id, emoji: '👋', on: true };
    await react(core.app, { actor: rui, conversationId: (await feed(rui)).id, ...put });
    const reactionsOf = async (user: UserActor) => (await feed(user)).last?.reactions;
    expect(await reactionsOf(ana)).toEqual([{ emoji: '👋', by: names(rui) }]);
    expect(await reactionsOf(rui)).toEqual([{ emoji: '👋', by: names(rui) }]);
    expect(await reactionsOf(eva)).toBeUndefined();
  });

  test('[C5] to several people shows no recipient the reactions of the others', async () => {
    const [ana, rui, eva] = await people(3);
    const { entries } = await sendMessage(core.app, {
      actor: ana,
      address: { to: 'people', users: names(rui, eva) },
      text: 'to both',
      clientId: randomUUID(),
    });
    const withRui = entries.find(({ conversation }) => conversation.with === rui.username) as WireEntry;
    const withEva = entries.find(({ conversation }) => conversation.with === eva.username) as WireEntry;
    await react(core.app, {
      actor: rui,
      conversationId: withRui.conversation.id,
      messageId: withRui.message.id,
      emoji: '👍',
      on: true,
    });
    expect((await read(eva, withEva.conversation)).entries[0]?.reactions).toBeUndefined();
    expect((await read(ana, withRui.conversation)).entries[0]?.reactions).toHaveLength(1);
    // An edit reaches both recipients.
    await editMessage(core.app, { actor: ana, messageId: withRui.message.id, text: 'to each' });
    expect([await texts(rui, withRui.conversation), await texts(eva, withEva.conversation)]).toEqual([
      ['to each'],
      ['to each'],
    ]);
  });

  test('[C6] replies only to a message of the same conversation', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui);
    const elsewhere = await group(ana, eva);
    const { message } = await say(ana, into(conversation), 'question');
    const answer = await say(rui, into(conversation), 'answer', message.id);
    expect(answer.replyTo).toBe(1);
    expect((await read(ana, conversation)).entries[1]).toMatchObject({ replyTo: 1 });
    await expect(say(eva, into(elsewhere), 'spying', message.id)).rejects.toMatchObject({
      code: 'not_found',
      field: 'replyTo',
    });
    expect(await texts(eva, elsewhere)).toEqual([]);
  });

  test('[C7] mentions users, who are notified', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    await say(ana, into(conversation), `hello @${rui.username}, and @nobody.`);
    expect(await seen(rui, conversation)).toMatchObject({ unread: 1, mentions: 1 });
    expect((await seen(rui, conversation)).last?.message.mentions).toEqual([
      { id: rui.username, name: rui.name },
    ]);
    await say(ana, into(conversation), 'and you');
    expect(await seen(rui, conversation)).toMatchObject({ unread: 2, mentions: 1 });
  });

  test('[T1] mentions the users whom the page shows as mentioned: not in code and URLs, and in capitals, too', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const mentions = async (text: string) =>
      (await say(ana, into(conversation), text)).message.mentions?.map(({ id }) => id) ?? [];
    for (const text of [
      `\`@${rui.username}\``,
      `https://medium.example/@${rui.username}/x`,
      `@${rui.username}@social.example`,
    ])
      expect(await mentions(text)).toEqual([]);
    for (const text of [
      `@${rui.username.toUpperCase()} @${rui.username}`,
      `请看@${rui.username}`,
      `_@${rui.username}_`,
    ])
      expect(await mentions(text)).toEqual([rui.username]);
  });

  test('[T5] mentions up to fifty users, and refuses one more', async () => {
    const cast = (await core.people(51)) as UserActor[];
    const [ana] = cast as [UserActor];
    const conversation = await group(ana, cast[1] as UserActor);
    const naming = (count: number) =>
      cast
        .slice(0, count)
        .map(({ username }) => `@${username}`)
        .join(' ');
    const { message } = await say(ana, into(conversation), `${naming(50)} @nobody`);
    expect(message.mentions).toHaveLength(50);
    await expect(say(ana, into(conversation), naming(51))).rejects.toMatchObject({
      code: 'bad_request',
      field: 'text',
    });
    await expect(
      editMessage(core.app, { actor: ana, messageId: message.id, text: naming(51) }),
    ).rejects.toMatchObject({ code: 'bad_request', field: 'text' });
    expect(await texts(ana, conversation)).toEqual([`${naming(50)} @nobody`]);
  });
});

const edit = (actor: UserActor, { message }: WireEntry, text: string) =>
  editMessage(core.app, { actor, messageId: message.id, text });
const put = (actor: UserActor, { conversation, message }: WireEntry, emoji = '👍', on = true) =>
  react(core.app, { actor, conversationId: conversation.id, messageId: message.id, emoji, on });
const takeBack = (actor: UserActor, { message }: WireEntry) =>
  deleteMessage(core.app, { actor, messageId: message.id });
const enter = async (user: UserActor, buildingId: string | null) => {
  await core.session(user, { modern: true });
  await changePresence(core.app, user.userId, { buildingId });
};

describe('[D14] a change of a message', () => {
  const synced = async (actor: UserActor, { id }: { id: string }) =>
    (await syncLog(other.app, { actor, cursors: { [id]: 0 } })).entries;
  /**
   * Returns the entries that the relay's events contain for a user, as the node of the user's sessions delivers them.
   */
  async function entriesDeliveredTo(user: UserActor): Promise<WireLogEntry[]> {
    const rooms = createRooms({ db: other.db, log: other.app.log });
    const entries: WireLogEntry[] = [];
    for (const { event } of core.relayed) {
      if (event.to === 'nodes' && event.body.type === 'room_message')
        await rooms.deliver(event.body, (userIds, entry) => {
          if ([...userIds].includes(user.userId)) entries.push(entry);
        });
      if (event.to !== 'people' || !event.userIds.includes(user.userId)) continue;
      const { body } = event;
      if (body.type === 'message')
        entries.push(...(body.at[user.userId] ?? []).map((at) => ({ ...at, message: body.message })));
      if (body.type === 'placeholder') entries.push(...(body.at[user.userId] ?? []));
    }
    return entries;
  }

  test('reveals only its seq to a new member of a group, live and by sync', async () => {
    const [ana, rui, eva] = await people(3);
    const newGroup = await group(ana, rui);
    const old = await say(ana, into(newGroup), 'before eva');
    await addMembers(core.app, { actor: ana, conversationId: newGroup.id, users: names(eva) });
    core.relayed.length = 0;
    await put(rui, old);
    await edit(ana, old, 'changed');
    await say(rui, into(newGroup), 'an answer', old.message.id);
    await takeBack(ana, old);
    const conversation = { id: newGroup.id, kind: 'group', with: null };
    const placeholder = (seq: number) => ({ conversation, seq, change: true });
    const answer = {
      conversation,
      seq: 4,
      rev: 4,
      message: expect.objectContaining({ text: 'an answer' }),
    };
    const shown = [placeholder(2), placeholder(3), answer, placeholder(5)];
    expect(await entriesDeliveredTo(eva)).toEqual(shown);
    expect(await synced(eva, newGroup)).toEqual(shown);
    // Nor the message that was replied to: she may not read that one.
    expect((await read(eva, newGroup)).entries).toEqual([answer]);
    expect((await seen(eva, newGroup)).last).toEqual(answer);
    expect((await entriesDeliveredTo(rui)).map(({ seq }) => seq)).toEqual([2, 3, 4, 5]);
    expect(await entriesDeliveredTo(rui)).toMatchObject([
      { rev: 2 },
      { message: { text: 'changed' } },
      { replyTo: 1 },
      { rev: 5 },
    ]);
    expect(await synced(rui, newGroup)).toHaveLength(5);
  });

  test('reveals nothing to a user who enters a building’s room later, on any node', async () => {
    const [ana, rui, eva] = await people(3);
    await enter(ana, 'd14');
    await enter(rui, 'd14');
    const old = await say(ana, { to: 'building' }, 'before eva');
    await enter(eva, 'd14');
    core.relayed.length = 0;
    await edit(ana, old, 'changed');
    await put(rui, old);
    await say(rui, { to: 'building' }, 'an answer', old.message.id);
    await takeBack(ana, old);
    const { conversation } = old;
    const hidden = (seq: number) => ({ conversation, seq, change: true });
    const shown = [
      hidden(2),
      hidden(3),
      { conversation, seq: 4, rev: 4, message: expect.anything() },
      hidden(5),
    ];
    expect(await entriesDeliveredTo(eva)).toEqual(shown);
    expect(await synced(eva, conversation)).toEqual(shown);
    expect(await entriesDeliveredTo(rui)).toMatchObject([
      { message: { text: 'changed' } },
      { rev: 3 },
      { replyTo: 1 },
      { rev: 5 },
    ]);
  });

  test('[C6] of a reply shows the original message only to users who may read it', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui);
    const asked = await say(ana, into(conversation), 'before eva');
    await enter(ana, 'c6');
    await enter(rui, 'c6');
    const inRoom = await say(ana, { to: 'building' }, 'before eva');
    await addMembers(core.app, { actor: ana, conversationId: conversation.id, users: names(eva) });
    await enter(eva, 'c6');
    for (const [place, question] of [
      [into(conversation), asked],
      [{ to: 'building' } as const, inRoom],
    ] as const) {
      const answer = await say(rui, place, 'an answer', question.message.id);
      core.relayed.length = 0;
      await edit(rui, answer, 'another answer');
      await put(ana, answer);
      for (const [user, replyTo] of [
        [rui, 1],
        [eva, undefined],
      ] as const) {
        const entries = await entriesDeliveredTo(user);
        expect(entries).toMatchObject([{ message: { text: 'another answer' } }, { rev: 4 }]);
        expect(entries.map((entry) => 'replyTo' in entry && entry.replyTo)).toEqual(
          replyTo === undefined ? [false, false] : [replyTo, replyTo],
        );
        expect((await synced(user, question.conversation)).slice(-2)).toEqual(
          entries.map((entry) => expect.objectContaining({ seq: entry.seq, change: true })),
        );
      }
    }
  });

  test('costs the same number of statements for any number of readers', async () => {
    const [ana, ...others] = await core.people(30);
    const cost = async (members: UserActor[]) => {
      const conversation = await group(ana as UserActor, ...members);
      const sent = await say(ana as UserActor, into(conversation), 'hello');
      return core.statements(() => edit(ana as UserActor, sent, 'hallo'));
    };
    expect(await cost(others)).toBe(await cost(others.slice(0, 1)));
  });
});

describe('[C12] a user who left', () => {
  const everything = async (user: UserActor, { id }: { id: string }) => ({
    history: await read(user, { id }),
    state: await seen(user, { id }),
    log: (await syncLog(other.app, { actor: user, cursors: { [id]: 0 } })).entries,
    received: (
      await core.app.undelivered.take({
        userId: user.userId,
        socketId: (await core.session(user)).socketId,
      })
    )?.map(({ text }) => text),
    found: (await searchMessages(core.app, { actor: user, query: `in:${id}` })).entries,
  });
  const finds = async (actor: UserActor, query: string) =>
    (await searchMessages(core.app, { actor, query })).entries.map(({ message }) => message.text);

  test('a group keeps the texts, names, reactions and members as of then', async () => {
    const [ana, rui, eva, zé] = await people(4);
    const conversation = await group(ana, rui, eva);
    const sent = await say(ana, into(conversation), 'zebras and lions');
    await put(eva, sent, '👍');
    await edit(ana, sent, `zebras @${rui.username}`);
    const plain = await say(ana, into(conversation), 'second');
    await leaveConversation(core.app, { actor: rui, conversationId: conversation.id });
    const before = await everything(rui, conversation);
    expect(before.history.entries).toMatchObject([
      {
        rev: 3,
        reactions: [{ emoji: '👍', by: names(eva) }],
        message: { text: `zebras @${rui.username}`, mentions: [{ id: rui.username }] },
      },
      { rev: 4 },
    ]);
    expect(before.state).toMatchObject({ members: names(ana, eva).sort(), mentions: 1, unread: 2, head: 4 });
    await addMembers(core.app, { actor: ana, conversationId: conversation.id, users: names(zé) });
    await edit(ana, sent, 'giraffes');
    await edit(ana, sent, 'elephants');
    await edit(ana, plain, `second, @${rui.username}`);
    await put(eva, sent, '👍', false);
    await put(eva, plain, '🔥');
    await leaveConversation(core.app, { actor: eva, conversationId: conversation.id });
    expect(await everything(rui, conversation)).toEqual(before);
    expect(await finds(rui, 'zebras')).toEqual([`zebras @${rui.username}`]);
    for (const word of ['giraffes', 'elephants', 'lions']) expect(await finds(rui, word)).toEqual([]);
    expect(await finds(ana, 'elephants')).toEqual(['elephants']);
    expect(await finds(ana, 'zebras')).toEqual([]);
    expect(await finds(eva, 'elephants')).toEqual(['elephants']);
    const members = (actor: UserActor) => listMembers(core.app, { actor, conversationId: conversation.id });
    expect((await members(rui)).map(({ id }) => id)).toEqual(names(ana, eva).sort());
    expect((await members(eva)).map(({ id }) => id)).toEqual(names(ana, zé).sort());
    // A report contains the message as its reporter read it.
    await report(core.app, { actor: rui, about: { messageId: sent.message.id }, reason: 'other' });
    const { rows } = await core.db.pool.query('SELECT text FROM reports WHERE message_id = $1', [
      sent.message.id,
    ]);
    expect(rows).toEqual([{ text: `zebras @${rui.username}` }]);
  });

  test('a channel or a building keeps them as of then too, until the return', async () => {
    const [ana, rui, eva] = await people(3);
    const open = await channel(ana);
    await joinChannel(core.app, { actor: rui, conversationId: open.id });
    const inChannel = await say(ana, into(open), 'one');
    await enter(ana, 'c12');
    await enter(rui, 'c12');
    const inRoom = await say(ana, { to: 'building' }, 'one');
    const room = inRoom.conversation;
    await leaveConversation(core.app, { actor: rui, conversationId: open.id });
    await enter(rui, null);
    for (const [text, place] of [
      [inChannel, open],
      [inRoom, room],
    ] as const) {
      const before = await everything(rui, place);
      await edit(ana, text, 'two');
      await put(ana, text);
      expect(await everything(rui, place)).toEqual(before);
      expect(await texts(rui, place)).toEqual(['one']);
      expect(await texts(ana, place)).toEqual(['two']);
    }
    expect(await former(inChannel, inRoom)).toBe(2);
    await joinChannel(core.app, { actor: rui, conversationId: open.id });
    expect(await texts(rui, open)).toEqual(['two']);
    expect(await former(inChannel)).toBe(0);
    // Entries of a past stay are not readable beyond those of the present stay.
    await enter(rui, 'c12');
    expect(await texts(rui, room)).toEqual(['one']);
    await edit(ana, inRoom, 'three');
    expect(await texts(rui, room)).toEqual(['three']);
    // A user who came later has no earlier stay.
    await enter(eva, 'c12');
    expect(await everything(eva, room)).toMatchObject({ history: { entries: [] }, log: [] });
  });

  test('can no longer edit the messages there, and can delete them; a deletion reaches all readers', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui, eva);
    const sent = await say(rui, into(conversation), 'mine');
    const answered = await say(ana, into(conversation), 'secret', sent.message.id);
    await enter(rui, 'left');
    const inRoom = await say(rui, { to: 'building' }, 'mine too');
    await leaveConversation(core.app, { actor: rui, conversationId: conversation.id });
    await enter(rui, null);
    for (const entry of [sent, inRoom])
      await expect(edit(rui, entry, 'new words')).rejects.toMatchObject({
        code: 'forbidden',
        field: 'message',
      });
    await edit(ana, answered, 'changed');
    expect(await former(answered)).toBe(1);
    expect(await texts(rui, conversation)).toEqual(['mine', 'secret']);
    await takeBack(ana, answered);
    expect(await texts(rui, conversation)).toEqual(['mine', '']);
    expect(await former(answered)).toBe(0);
    expect(await finds(rui, 'secret')).toEqual([]);
    // A user who left is answered with the message, and not with an entry of a log that continues without the user.
    expect(await takeBack(rui, sent)).toEqual([
      expect.objectContaining({ seq: 1, rev: 1, message: expect.objectContaining({ text: '' }) }),
    ]);
    expect(await texts(eva, conversation)).toEqual(['', '']);
    const { rows } = await core.db.pool.query(
      'SELECT text FROM messages WHERE id = $1 UNION ALL SELECT text FROM former_texts WHERE message_id = $1',
      [answered.message.id],
    );
    expect(rows).toEqual([{ text: '' }]);
  });

  test.each(['an edit', 'a reaction'])(
    '[C13] changes nothing there by %s that waited during the leave',
    async (command) => {
      const [ana, rui] = await people(2);
      const conversation = await group(ana, rui);
      const sent = await say(ana, into(conversation), 'mine');
      const waiting = (count: number) =>
        eventually(
          async () =>
            (
              await core.db.pool.query(
                `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
              )
            ).rows.length,
          (seen) => seen === count,
        );
      const holder = await core.db.pool.connect();
      try {
        await holder.query('BEGIN');
        await holder.query('SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE', [conversation.id]);
        const leaving = leaveConversation(core.app, { actor: ana, conversationId: conversation.id });
        await waiting(1);
        const changing = command === 'an edit' ? edit(ana, sent, 'new words') : put(ana, sent);
        const refused = expect(changing).rejects.toMatchObject({ code: 'forbidden' });
        await waiting(2);
        await holder.query('COMMIT');
        await leaving;
        await refused;
      } finally {
        holder.release();
      }
      expect((await seen(rui, conversation)).head).toBe(1);
      expect(await texts(rui, conversation)).toEqual(['mine']);
    },
  );

  test('stores no earlier text where no user has left', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui, eva);
    const sent = await say(ana, into(conversation), 'one');
    await edit(ana, sent, 'two');
    expect(await former(sent)).toBe(0);
    await leaveConversation(core.app, { actor: rui, conversationId: conversation.id });
    await edit(ana, sent, 'three');
    await edit(ana, sent, 'four');
    expect(await former(sent)).toBe(1);
    await leaveConversation(core.app, { actor: eva, conversationId: conversation.id });
    await edit(ana, sent, 'five');
    expect([
      await texts(rui, conversation),
      await texts(eva, conversation),
      await texts(ana, conversation),
    ]).toEqual([['two'], ['four'], ['five']]);
  });

  async function former(...entries: WireEntry[]): Promise<number> {
    const { rows } = await core.db.pool.query<{ n: number }>(
      'SELECT count(*) AS n FROM former_texts WHERE message_id = ANY($1)',
      [entries.map(({ message }) => message.id)],
    );
    return (rows[0] as { n: number }).n;
  }
});

describe('[C15] the version of a conversation', () => {
  const version = async (user: UserActor, conversation: { id: string }) =>
    (await seen(user, conversation)).version;

  test('of a building’s room grows only when the user enters or leaves', async () => {
    const [ana, rui, eva] = await people(3);
    await enter(ana, 'c15');
    await enter(rui, 'c15');
    const { conversation } = await say(ana, { to: 'building' }, 'hello');
    const versionOfRui = await version(rui, conversation);
    await enter(eva, 'c15');
    await enter(eva, null);
    expect(await version(rui, conversation)).toBe(versionOfRui);
    await enter(rui, null);
    const former = await seen(rui, conversation);
    expect(former.version).toBeGreaterThan(versionOfRui);
    await enter(eva, 'c15');
    await say(eva, { to: 'building' }, 'is anybody here?');
    await enter(ana, null);
    expect(await seen(rui, conversation)).toEqual(former);
    await enter(rui, 'c15');
    expect(await version(rui, conversation)).toBeGreaterThan(former.version);
  });

  test('[C3] is not stored for a stay in a building without messages', async () => {
    const [ana, rui] = await people(2);
    const storedRows = async () =>
      (
        await core.db.pool.query(
          `SELECT c.key, m.user_id FROM conversations c CROSS JOIN LATERAL (
             SELECT user_id FROM memberships WHERE conversation_id = c.id
             UNION ALL SELECT user_id FROM marks WHERE conversation_id = c.id) m
           WHERE c.kind = 'building' AND m.user_id = $1`,
          [ana.userId],
        )
      ).rows;
    await enter(ana, 'c3-quiet');
    await enter(ana, 'c3');
    await enter(ana, null);
    expect(await storedRows()).toEqual([]);
    // Messages of an earlier stay stay readable for ever, and the version only grows.
    await enter(ana, 'c3');
    await enter(rui, 'c3');
    const { conversation } = await say(rui, { to: 'building' }, 'hello');
    await enter(ana, null);
    const before = await version(ana, conversation);
    await enter(ana, 'c3');
    await enter(ana, null);
    expect(await version(ana, conversation)).toBeGreaterThan(before);
    expect(await texts(ana, conversation)).toEqual(['hello']);
  });

  test('[C16] grows for every member of a group when a user joins or leaves, and not for former members', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui);
    const first = await version(rui, conversation);
    await addMembers(core.app, { actor: ana, conversationId: conversation.id, users: names(eva) });
    expect(await version(rui, conversation)).toBeGreaterThan(first);
    const view = await leaveConversation(core.app, { actor: eva, conversationId: conversation.id });
    // Also for a group without messages during the user's stay.
    expect(view).toMatchObject({ open: false, last: null, head: 0 });
    expect((await read(eva, conversation)).entries).toEqual([]);
    const second = await version(rui, conversation);
    await leaveConversation(core.app, { actor: ana, conversationId: conversation.id });
    expect(await version(rui, conversation)).toBeGreaterThan(second);
    expect(await version(eva, conversation)).toBe(view.version);
  });
});

describe('[D9] a read mark', () => {
  test('only increases, never past the head, and is sent to all devices', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    for (let n = 1; n <= 4; n++) await say(ana, into(conversation), `${n}`);
    const mark = (seq: number) => markRead(core.app, { actor: rui, conversationId: conversation.id, seq });
    expect(await mark(3)).toMatchObject({ read: 3, unread: 1 });
    core.relayed.length = 0;
    expect(await mark(2)).toMatchObject({ read: 3, unread: 1 });
    expect(core.relayed).toEqual([]);
    expect(await mark(999)).toMatchObject({ read: 4, unread: 0 });
    expect(core.relayed).toMatchObject([
      {
        event: {
          to: 'people',
          userIds: [rui.userId],
          body: { type: 'conversation', conversation: { read: 4 } },
        },
      },
    ]);
    const [eva] = await people(1);
    await expect(
      markRead(core.app, { actor: eva, conversationId: conversation.id, seq: 1 }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('[U3] is set in several of the user’s conversations at once: it only increases, and each change is published', async () => {
    const [ana, rui, eva] = await people(3);
    const mine = [await group(ana, rui), await group(ana, rui), await group(ana, rui)];
    const othersGroup = await group(ana, eva);
    for (const conversation of [...mine, othersGroup])
      for (let n = 1; n <= 3; n++) await say(ana, into(conversation), `${n}`);
    const [first, two, three] = mine as [WireConversation, WireConversation, WireConversation];
    await markRead(core.app, { actor: rui, conversationId: two.id, seq: 3 });
    core.relayed.length = 0;
    await markAllRead(core.app, {
      actor: rui,
      conversations: {
        [first.id]: 999,
        [first.id.toUpperCase()]: 1,
        [two.id]: 1,
        [three.id]: 2,
        [othersGroup.id]: 3,
        [randomUUID()]: 3,
      },
    });
    expect(await seen(rui, first)).toMatchObject({ read: 3, unread: 0 });
    expect(await seen(rui, two)).toMatchObject({ read: 3, unread: 0 });
    expect(await seen(rui, three)).toMatchObject({ read: 2, unread: 1 });
    expect(await seen(eva, othersGroup)).toMatchObject({ read: 0, unread: 3 });
    const relayedEvents = core.relayed.map(({ event }) =>
      event.to === 'people' && event.body.type === 'conversation'
        ? [event.userIds, event.body.conversation.id]
        : event,
    );
    expect(relayedEvents.toSorted()).toEqual([first, three].map(({ id }) => [[rui.userId], id]).toSorted());
    core.relayed.length = 0;
    await markAllRead(core.app, { actor: rui, conversations: {} });
    expect(core.relayed).toEqual([]);
  });

  test('set by two devices at once becomes the greater value', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    for (let n = 1; n <= 9; n++) await say(ana, into(conversation), `${n}`);
    await Promise.all(
      [5, 9, 2, 7, 1].map((seq, n) =>
        markRead([core, other][n % 2]?.app as Core['app'], {
          actor: rui,
          conversationId: conversation.id,
          seq,
        }),
      ),
    );
    expect(await seen(rui, conversation)).toMatchObject({ read: 9, unread: 0 });
  });

  test('is set, and a conversation muted, while another transaction locks the conversation, also by users without a read mark', async () => {
    const [ana, rui, eva, leo] = await people(4);
    const conversation = await group(ana, rui, eva);
    await say(ana, into(conversation), 'hello');
    await core.db.pool.query('DELETE FROM marks WHERE conversation_id = $1', [conversation.id]);
    await core.db.transaction(async (client) => {
      await lockConversations(client, [conversation.id]);
      const conversationId = conversation.id;
      expect(await markRead(other.app, { actor: rui, conversationId, seq: 1 })).toMatchObject({ read: 1 });
      const muting = { conversationId, muted: true };
      expect(await muteConversation(other.app, { actor: rui, ...muting })).toMatchObject({ muted: true });
      expect(await muteConversation(other.app, { actor: eva, ...muting })).toMatchObject({ muted: true });
      await markAllRead(other.app, { actor: eva, conversations: { [conversationId]: 1 } });
      expect(await seen(eva, conversation)).toMatchObject({ read: 1, muted: true });
      // No other user has a read mark, and a conversation of others is refused as before.
      const refused = { code: 'forbidden' };
      const stranger = { actor: leo, conversationId };
      await expect(markRead(other.app, { ...stranger, seq: 1 })).rejects.toMatchObject(refused);
      await expect(muteConversation(other.app, { ...stranger, muted: true })).rejects.toMatchObject(refused);
    });
  });

  test('[C9] counts up to a hundred unread messages', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    await Promise.all(Array.from({ length: 120 }, (_, n) => say(ana, into(conversation), `${n}`)));
    expect(await seen(rui, conversation)).toMatchObject({ unread: 100, head: 120 });
    expect(await seen(ana, conversation)).toMatchObject({ unread: 0 });
  });

  test('muting is the same on all devices', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const { version } = await seen(rui, conversation);
    await muteConversation(core.app, { actor: rui, conversationId: conversation.id, muted: true });
    const muted = await seen(rui, conversation);
    expect(muted.muted).toBe(true);
    expect(muted.version).toBeGreaterThan(version);
    expect((await seen(ana, conversation)).muted).toBe(false);
  });
});

test('the newest conversations are listed with the pinned ones, short last messages, and the names of untitled groups', async () => {
  const [ana, rui, eva] = await people(3);
  const [oldest, group1] = [await channel(ana), await group(ana, rui, eva)];
  await say(rui, into(group1), 'x'.repeat(199) + '🎓 and more');
  const newest = await channel(ana);
  await say(ana, into(newest), 'hello');
  const list = async () => {
    const { log, names } = await listRecent(other.app, { actor: ana, limit: 2 });
    return { ids: log.conversations.map(({ id }) => id), log, names };
  };
  const { ids, log, names: named } = await list();
  expect(ids).toEqual([newest.id, group1.id]);
  expect(log.entries).toEqual([]);
  expect(log.conversations[1]?.last?.message.text).toBe('x'.repeat(199));
  expect(named.map(({ id }) => id).sort()).toEqual(names(ana, rui, eva).sort());
  await pinConversation(core.app, { actor: ana, conversationId: oldest.id, pinned: true });
  expect((await list()).ids).toEqual([newest.id, group1.id, oldest.id]);
});

describe('[C8] history', () => {
  test('is paged both ways, and around a message, without changes', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const first = await say(ana, into(conversation), '1');
    for (let n = 2; n <= 6; n++) await say(ana, into(conversation), `${n}`);
    await editMessage(core.app, { actor: ana, messageId: first.message.id, text: 'one' });
    for (let n = 8; n <= 10; n++) await say(ana, into(conversation), `${n}`);
    const page = async (span: Parameters<typeof read>[2]) => {
      const { entries, ...rest } = await read(rui, conversation, { limit: 3, ...span });
      return { seqs: entries.map(({ seq }) => seq), ...rest };
    };
    expect(await page({})).toEqual({ seqs: [8, 9, 10], from: 8, to: 10, start: false, end: true });
    expect(await page({ before: 8 })).toEqual({ seqs: [4, 5, 6], from: 4, to: 7, start: false, end: false });
    expect(await page({ before: 4 })).toEqual({ seqs: [1, 2, 3], from: 1, to: 3, start: true, end: false });
    expect(await page({ after: 6 })).toEqual({ seqs: [8, 9, 10], from: 7, to: 10, start: false, end: true });
    expect(await page({ after: 1 })).toEqual({ seqs: [2, 3, 4], from: 2, to: 4, start: false, end: false });
    expect(await page({ around: 5, limit: 4 })).toEqual({
      seqs: [4, 5, 6, 8],
      from: 4,
      to: 8,
      start: false,
      end: false,
    });
    expect((await read(rui, conversation, { before: 3 })).entries[0]).toMatchObject({
      rev: 7,
      message: { text: 'one' },
    });
    expect(await page({ before: 0 })).toEqual({ seqs: [], from: 1, to: 0, start: true, end: false });
    expect(await page({ after: 2_147_483_647 })).toEqual({
      seqs: [],
      from: 11,
      to: 10,
      start: false,
      end: true,
    });
  });

  test('[S15] is limited to a number of bytes per page, without a gap between pages', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    for (let n = 1; n <= 60; n++)
      await say(ana, into(conversation), n % 3 === 0 ? 'short' : '\u{1f600}'.repeat(1_000));
    const size = (page: unknown) => Buffer.byteLength(JSON.stringify(page));
    const back: number[] = [];
    for (let before = 61; before > 1; ) {
      const page = await read(rui, conversation, { before, limit: 200 });
      expect(size(page)).toBeLessThan(80 * 1024);
      back.unshift(...page.entries.map(({ seq }) => seq));
      before = page.from;
    }
    const all = Array.from({ length: 60 }, (_, n) => n + 1);
    expect(back).toEqual(all);
    const forth: number[] = [];
    for (let after = 0; after < 60; ) {
      const page = await read(rui, conversation, { after, limit: 200 });
      expect(size(page)).toBeLessThan(80 * 1024);
      forth.push(...page.entries.map(({ seq }) => seq));
      after = page.to;
    }
    expect(forth).toEqual(all);
    const around = await read(rui, conversation, { around: 30, limit: 200 });
    expect(size(around)).toBeLessThan(96 * 1024);
    expect(around.entries.map(({ seq }) => seq)).toEqual(all.slice(around.from - 1, around.to));
    expect([around.from < 30, around.to > 30]).toEqual([true, true]);

    let cursor = 0;
    const synced: number[] = [];
    for (let complete = false; !complete; ) {
      const page = await syncLog(core.app, {
        actor: rui,
        cursors: { [conversation.id]: cursor },
        continued: true,
      });
      expect(size(page.entries)).toBeLessThan(80 * 1024);
      synced.push(...page.entries.map(({ seq }) => seq));
      cursor = synced.at(-1) as number;
      complete = page.complete;
    }
    expect(synced).toEqual(all);
  });

  test('[N1] answers by its schema to any valid payload, and for no seq beyond the head', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui, eva);
    const empty = await group(ana, rui);
    const first = await say(ana, into(conversation), '1');
    for (let n = 2; n <= 4; n++) await say(ana, into(conversation), `${n}`);
    await leaveConversation(core.app, { actor: eva, conversationId: conversation.id });
    await editMessage(core.app, { actor: ana, messageId: first.message.id, text: 'one' });
    for (let n = 6; n <= 9; n++) await say(ana, into(conversation), `${n}`);
    const cases = [
      { reader: rui, of: conversation, head: 9, readable: [1, 2, 3, 4, 6, 7, 8, 9] },
      { reader: eva, of: conversation, head: 4, readable: [1, 2, 3, 4] },
      { reader: rui, of: empty, head: 0, readable: [] },
    ];
    const seqs = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2_147_483_647 }));
    const spans = fc.oneof(
      fc.constant({}),
      ...['before', 'after', 'around'].map((side) => seqs.map((seq) => ({ [side]: seq }))),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cases),
        spans,
        fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
        async ({ reader, of, head, readable }, span, limit) => {
          const asked = clientEvents.history.payload.parse({
            conversation: of.id,
            ...span,
            ...(limit && { limit }),
          });
          const { conversation: _, ...rest } = asked;
          const page = historyPage.parse(await read(reader, of, rest));
          const { from, to } = page;
          expect(page.entries.map(({ seq }) => seq)).toEqual(
            readable.filter((seq) => seq >= from && seq <= to),
          );
          expect(page.entries.length).toBeLessThanOrEqual(limit ?? 50);
          expect(to).toBeLessThanOrEqual(head);
          expect([page.start, page.end]).toEqual([
            readable.every((seq) => seq >= from),
            readable.every((seq) => seq <= to),
          ]);
        },
      ),
      { numRuns: 150 },
    );
    for (const span of [
      { before: 3, after: 1 },
      { after: 1, around: 3 },
    ])
      expect(clientEvents.history.payload.safeParse({ conversation: conversation.id, ...span }).success).toBe(
        false,
      );
  });
});

describe('the heads', () => {
  test('[D7] contain recent entries, for users with a session on the node', async () => {
    const [ana, rui, eva] = await people(3);
    await core.session(rui);
    await other.session(eva);
    const conversation = await group(ana, rui, eva);
    await say(ana, into(conversation), 'hello');
    const heads = (nodeId: string) =>
      recentHeads(core.db, nodeId, { windowMs: 60_000, settledMs: -60_000, sent: [], userIds: [] });
    const mine = (rows: { conversationId: string }[]) =>
      rows.filter((row) => row.conversationId === conversation.id);
    expect(mine(await heads(core.app.id))).toEqual([
      { userId: rui.userId, conversationId: conversation.id, seq: 1 },
    ]);
    expect(mine(await heads(other.app.id))).toEqual([
      { userId: eva.userId, conversationId: conversation.id, seq: 1 },
    ]);
    const none = { sent: [], userIds: [] };
    const settled = await recentHeads(core.db, core.app.id, { windowMs: 60_000, settledMs: 60_000, ...none });
    expect(mine(settled)).toEqual([]);
  });
});

describe('[D11] a room', () => {
  const entryAt = (conversation: { id: string }, seq: number, roster: number) => ({
    type: 'room_message' as const,
    roster,
    entry: { conversation, seq } as WireEntry,
  });
  async function deliveries(rooms: ReturnType<typeof createRooms>, event: ReturnType<typeof entryAt>) {
    let users: string[] = [];
    await rooms.deliver(event, (userIds) => {
      users = [...userIds];
    });
    return users.sort();
  }
  const rosterOf = async ({ id }: { id: string }) =>
    (await core.db.pool.query<{ roster: number }>('SELECT roster FROM conversations WHERE id = $1', [id]))
      .rows[0]?.roster as number;

  test('delivers an entry to its members at the commit, whatever this node knew and whenever the event arrives', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await channel(ana);
    const rooms = createRooms({ db: core.db, log: core.app.log });
    await joinChannel(core.app, { actor: rui, conversationId: conversation.id });
    await say(ana, into(conversation), 'with rui');
    const early = await rosterOf(conversation);
    await leaveConversation(core.app, { actor: rui, conversationId: conversation.id });
    await say(ana, into(conversation), 'alone');
    const alone = await rosterOf(conversation);
    await joinChannel(core.app, { actor: eva, conversationId: conversation.id });
    await say(ana, into(conversation), 'with eva');
    const late = await rosterOf(conversation);
    const ids = (...users: UserActor[]) => users.map((user) => user.userId).sort();
    // In the order of their joins, in another order, and repeated.
    expect(await deliveries(rooms, entryAt(conversation, 3, late))).toEqual(ids(ana, eva));
    expect(await deliveries(rooms, entryAt(conversation, 2, alone))).toEqual(ids(ana, eva));
    expect(await deliveries(rooms, entryAt(conversation, 3, late))).toEqual(ids(ana, eva));
    expect(
      await deliveries(createRooms({ db: core.db, log: core.app.log }), entryAt(conversation, 1, early)),
    ).toContain(ana.userId);
  });

  test.each([1, 100])(
    'costs as many statements and rows for %i listeners as for one, also when lost entries are looked for',
    async (listeners) => {
      const all = await people(listeners);
      const conversation = await channel(all[0] as UserActor);
      await core.db.pool.query(
        `INSERT INTO memberships (conversation_id, user_id, from_seq) SELECT $1, unnest($2::uuid[]), 1
         ON CONFLICT DO NOTHING`,
        [conversation.id, all.map(({ userId }) => userId)],
      );
      for (const actor of all) await core.session(actor, { modern: true });
      const { app } = core;
      const frames: string[] = [];
      const sessions = all.map((actor, n) => {
        const conn = {
          writeBuffer: [],
          transport: { socket: { bufferedAmount: 0 } },
          write: () => frames.push(actor.userId),
        };
        const socket = { id: `${conversation.id}/${n}`, conn, emit: (event: string) => frames.push(event) };
        return { id: socket.id, actor, socket, keepsLog: true, caughtUp: true, lastSentSeq: new Map() };
      }) as unknown as LiveSession[];
      for (const session of sessions) app.sessions.add(session);
      const look = createHeads(app);
      await say(all[0] as UserActor, into(conversation), 'first');
      await say(all[0] as UserActor, into(conversation), 'second');
      const [first, second] = core.relayed.flatMap(({ event }) =>
        event.to === 'nodes' &&
        event.body.type === 'room_message' &&
        event.body.entry.conversation.id === conversation.id
          ? [event.body]
          : [],
      ) as [RoomEvent, RoomEvent];
      // The first entry has the members read.
      expect(await core.statements(() => deliverRoomEntry(app, first))).toBe(1);
      expect(await core.statements(() => deliverRoomEntry(app, second))).toBe(0);
      expect(await core.statements(look)).toBe(1);
      expect(frames.toSorted()).toEqual(all.flatMap(({ userId }) => [userId, userId]).toSorted());
      const sent = app.rooms
        .sentWithin(60_000)
        .filter(({ conversationId }) => conversationId === conversation.id);
      const rows = (userIds: string[], more = {}) =>
        recentHeads(core.db, app.id, { windowMs: 60_000, settledMs: -60_000, sent, userIds, ...more }).then(
          (heads) => heads.filter(({ conversationId }) => conversationId === conversation.id).length,
        );
      const { userId } = all[0] as UserActor;
      expect([await rows([]), await rows([userId])]).toEqual([0, 1]);
      // An entry that was not delivered, and one that was delivered under another list of members.
      for (const change of [{ seq: 1 }, { roster: -1 }])
        expect(await rows([], { sent: sent.map((entry) => ({ ...entry, ...change })) })).toBe(listeners);
      for (const session of sessions) app.sessions.remove(session);
    },
  );

  test('delivers an entry of this node early, and skips it once when the broker brings it', async () => {
    const [ana] = await people(1);
    const made = await channel(ana);
    const rooms = createRooms({ db: core.db, log: core.app.log });
    const roster = await rosterOf(made);
    const given: number[] = [];
    const give = (_: unknown, entry: WireLogEntry) => void given.push(entry.seq);
    await rooms.deliverEarly(entryAt(made, 2, roster), give);
    // An entry of another node, which was committed before.
    await rooms.deliver(entryAt(made, 1, roster), give);
    await rooms.deliver(entryAt(made, 2, roster), give);
    // The broker was faster.
    await rooms.deliver(entryAt(made, 3, roster), give);
    await rooms.deliverEarly(entryAt(made, 3, roster), give);
    await rooms.deliver(entryAt(made, 4, roster), give);
    // What the broker brings again comes again.
    await rooms.deliver(entryAt(made, 2, roster), give);
    expect(given).toEqual([2, 1, 3, 4, 2]);
    expect([rooms.sentSeq(made.id, ana.userId), rooms.sentSeq(made.id, 'nobody')]).toEqual([4, 0]);
  });

  test('costs no query while users join a public channel, and each entry reaches all who may read it', async () => {
    const [ana, rui, eva, zé] = await people(4);
    const conversation = await channel(ana);
    const rooms = createRooms({ db: core.db, log: core.app.log });
    const roster = await rosterOf(conversation);
    const ids = (...users: UserActor[]) => users.map((user) => user.userId).sort();
    const join = async (...users: UserActor[]) => {
      core.relayed.length = 0;
      await Promise.all(
        users.map((actor) => joinChannel(core.app, { actor, conversationId: conversation.id })),
      );
      return core.relayed.flatMap(({ event: { body } }) =>
        body.type === 'room_joined' ? [body] : [],
      )[0] as RoomJoinedEvent;
    };
    expect(await deliveries(rooms, entryAt(conversation, 1, roster))).toEqual(ids(ana));
    const [first, second] = [await join(rui, eva), await join(zé)];
    const statements = await core.statements(async () => {
      await rooms.noteJoined(first);
      expect(rooms.sentSeq(conversation.id, rui.userId)).toBe(0);
      expect(await deliveries(rooms, entryAt(conversation, 2, roster + 1))).toEqual(ids(ana, rui, eva));
      await rooms.noteJoined(second);
      await rooms.noteJoined(first); // the broker brings what this node applied early
      expect(await deliveries(rooms, entryAt(conversation, 3, roster + 2))).toEqual(ids(ana, rui, eva, zé));
      // An entry that was committed before the second join, and arrives after it.
      expect(await deliveries(rooms, entryAt(conversation, 4, roster + 1))).toEqual(ids(ana, rui, eva, zé));
    });
    expect(statements).toBe(0);
    expect(rooms.sentWithin(60_000)).toEqual([
      { conversationId: conversation.id, seq: 4, roster: roster + 2 },
    ]);
  });

  test('does not add users who join to members that are out of date', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await channel(ana);
    const rooms = createRooms({ db: core.db, log: core.app.log });
    const joinedAt = (user: UserActor, roster: number): RoomJoinedEvent => ({
      type: 'room_joined',
      conversationId: conversation.id,
      roster,
      userIds: [user.userId],
    });
    const roster = await rosterOf(conversation);
    await rooms.noteJoined(joinedAt(rui, roster + 1)); // the node knows no members yet
    expect(await deliveries(rooms, entryAt(conversation, 1, roster))).toEqual([ana.userId]);
    await rooms.noteJoined(joinedAt(eva, roster + 2)); // a change is missing in between
    expect(await deliveries(rooms, entryAt(conversation, 2, roster))).toEqual([ana.userId]);
  });

  test('costs no query while no user joins or leaves', async () => {
    const [ana, rui] = await people(2);
    const conversation = await channel(ana);
    await joinChannel(core.app, { actor: rui, conversationId: conversation.id });
    const roster = await rosterOf(conversation);
    const rooms = createRooms({ db: core.db, log: core.app.log });
    await deliveries(rooms, entryAt(conversation, 1, roster));
    const statements = await core.statements(async () => {
      for (let seq = 2; seq < 20; seq++) await deliveries(rooms, entryAt(conversation, seq, roster));
    });
    expect(statements).toBe(0);
  });
});

describe('[C10] many sends at once', () => {
  test('[D2] a refused send does not affect the others', async () => {
    const [ana, rui, eva] = await people(3);
    const conversation = await group(ana, rui);
    const done = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) =>
        n % 3 === 0
          ? say(eva, into(conversation), `refused ${n}`)
          : say(n % 3 === 1 ? ana : rui, into(conversation), `said ${n}`),
      ),
    );
    expect(done.filter(({ status }) => status === 'rejected')).toHaveLength(20);
    const page = await read(ana, conversation, { limit: 200 });
    expect(page.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(page.entries.some(({ message }) => message.text.startsWith('refused'))).toBe(false);
  });

  test('share their transactions', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const alone = await core.statements(() => say(ana, into(conversation), 'alone'));
    const together = await core.statements(() =>
      Promise.all(Array.from({ length: 100 }, (_, n) => say(ana, into(conversation), `${n}`))),
    );
    expect(together).toBeLessThan(alone * 10);
  });
});

/** Returns the events of these types that were sent to users since the last call of `forgetRelayed`. */
const relayedOf = (...types: string[]) =>
  core.relayed.flatMap(({ event }) =>
    event.to === 'people' && types.includes(event.body.type)
      ? [{ ...event.body, userIds: event.userIds }]
      : [],
  );
const forgetRelayed = () => void core.relayed.splice(0);

describe('[C22] pinned conversations', () => {
  const pin = (actor: UserActor, { id }: { id: string }, position?: number) =>
    pinConversation(core.app, { actor, conversationId: id, pinned: true, position });
  const unpin = (actor: UserActor, { id }: { id: string }) =>
    pinConversation(core.app, { actor, conversationId: id, pinned: false });

  test('keep their order, on all devices of the user alone', async () => {
    const [ana, rui] = await people(2);
    const [a, b, c] = [await group(ana, rui), await group(ana, rui), await channel(ana)];
    forgetRelayed();
    for (const conversation of [a, b, c]) await pin(ana, conversation);
    expect(await pin(ana, c, 0)).toEqual({ version: 4, conversations: [c.id, a.id, b.id] });
    expect((await pin(ana, a)).conversations).toEqual([c.id, a.id, b.id]);
    expect((await unpin(ana, a)).conversations).toEqual([c.id, b.id]);
    const told = relayedOf('pins', 'conversation');
    expect(told.map(({ userIds }) => userIds)).toEqual(Array.from({ length: 6 }, () => [ana.userId]));
    const log = (actor: UserActor) => syncLog(other.app, { actor, cursors: {} });
    expect((await log(ana)).pins).toEqual({ version: 6, conversations: [c.id, b.id] });
    expect((await log(rui)).pins).toEqual({ version: 0, conversations: [] });
  });

  test('are the user’s own, twenty at most, also when two devices pin at once', async () => {
    const [ana, rui] = await people(2);
    const foreign = await channel(rui);
    await expect(pin(ana, foreign)).rejects.toMatchObject({ code: 'forbidden' });
    const many = await Promise.all(Array.from({ length: MAX_PINS + 1 }, () => group(ana, rui)));
    const [last, ...others] = many as [WireConversation, ...WireConversation[]];
    for (const conversation of others.slice(2)) await pin(ana, conversation);
    await Promise.all(others.slice(0, 2).map((conversation) => pin(ana, conversation)));
    await expect(pin(ana, last)).rejects.toMatchObject({ code: 'conflict' });
    await unpin(ana, others[0] as WireConversation);
    expect((await pin(ana, last)).conversations).toHaveLength(MAX_PINS);
  });
});

describe('drafts', () => {
  const save = (actor: UserActor, { id }: { id: string }, text: string, at: number, replyTo?: number) =>
    saveDraft(core.app, { actor, conversationId: id, text, at, replyTo });
  const start = Date.parse('2026-11-01T10:00:00Z');
  const iso = (ms: number) => new Date(start + ms).toISOString();

  test('[C18] the one that was written later counts, whichever arrives later', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    forgetRelayed();
    await save(ana, conversation, 'on the phone', start + 10, 1);
    expect(await save(ana, conversation, 'on the desk, before', start + 5)).toMatchObject({
      text: 'on the phone',
    });
    await save(ana, conversation, 'the same time', start + 10);
    const draft = { text: 'on the phone', replyTo: 1, at: iso(10) };
    expect((await seen(ana, conversation)).draft).toEqual(draft);
    expect(relayedOf('draft', 'conversation')).toEqual([
      { type: 'draft', conversation: conversation.id, draft, userIds: [ana.userId] },
    ]);
    expect(await seen(rui, conversation)).not.toHaveProperty('draft');
    // A clock that is ahead does not win for ever.
    const { at } = await save(ana, conversation, 'from the future', Date.now() + 86_400_000);
    expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
  });

  test('[C18] a draft costs one statement, and waits for no lock of the conversation', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    await save(ana, conversation, 'a', start);
    expect(await core.statements(() => save(ana, conversation, 'b', start + 1))).toBe(1);
    await core.db.transaction(async (client) => {
      await lockConversations(client, [conversation.id]);
      await save(ana, conversation, 'c', start + 2);
    });
    const [eva] = await people(1);
    await expect(save(eva, conversation, 'x', start)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('[C18] a session learns from the stamp of its user that it missed a draft', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const stamp = async (user: UserActor) => (await readStamps(core.db.pool, [user.userId])).get(user.userId);
    const before = [await stamp(ana), await stamp(rui)];
    await save(ana, conversation, 'a', start);
    expect([(await stamp(ana)) === before[0], (await stamp(rui)) === before[1]]).toEqual([false, true]);
  });

  test('[C19] the message that carries it deletes it, with the statements of any message', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const carry = (draftAt?: number) =>
      sendMessage(core.app, {
        actor: ana,
        address: into(conversation),
        text: 'hello',
        clientId: randomUUID(),
        draftAt,
      });
    const plain = await core.statements(() => carry());
    await save(ana, conversation, 'hello', start);
    forgetRelayed();
    expect(await core.statements(() => carry(start))).toBe(plain);
    expect((await seen(ana, conversation)).draft).toEqual({ text: '', at: iso(0) });
    expect(relayedOf('draft')).toEqual([
      {
        type: 'draft',
        conversation: conversation.id,
        draft: { text: '', at: iso(0) },
        userIds: [ana.userId],
      },
    ]);
    // A save that was under way does not bring it back, and a message does not delete a newer draft.
    await save(ana, conversation, 'hello', start);
    expect((await seen(ana, conversation)).draft?.text).toBe('');
    await save(ana, conversation, 'next', start + 20);
    await Promise.all([carry(start + 10), carry(start + 11), carry()]);
    expect((await seen(ana, conversation)).draft?.text).toBe('next');
  });

  test('[C18] a draft is limited in number', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const draft = { burst: 2, perSecond: 0.01 };
    const limits = createLimits({ rates: { ...core.app.config.limits, draft } as never });
    const saveIn = (at: number) =>
      saveDraft({ ...core.app, limits }, { actor: ana, conversationId: conversation.id, text: 'a', at });
    await saveIn(start);
    await saveIn(start + 1);
    await expect(saveIn(start + 2)).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

test('[C20][D9] a conversation marked as unread is so until it is read again, and its read mark stays', async () => {
  const [ana, rui] = await people(2);
  const conversation = await group(ana, rui);
  for (const text of ['one', 'two']) await say(rui, into(conversation), text);
  const read = (seq: number) => markRead(core.app, { actor: ana, conversationId: conversation.id, seq });
  const mark = () => markUnread(core.app, { actor: ana, conversationId: conversation.id });
  await read(2);
  forgetRelayed();
  const marked = await mark();
  expect(marked).toMatchObject({ markedUnread: true, read: 2, unread: 0 });
  expect(relayedOf('conversation').map(({ userIds }) => userIds)).toEqual([[ana.userId]]);
  expect(await read(1)).toEqual(marked);
  expect(await read(2)).not.toHaveProperty('markedUnread');
  await mark();
  await markAllRead(core.app, { actor: ana, conversations: { [conversation.id]: 2 } });
  expect(await seen(ana, conversation)).not.toHaveProperty('markedUnread');
  await expect(
    markUnread(core.app, { actor: (await people(1))[0], conversationId: conversation.id }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});

describe('[C21] the replies to a message', () => {
  const replies = (actor: UserActor, { id }: { id: string }, seq: number, after?: number, limit?: number) =>
    listReplies(other.app, { actor, conversationId: id, seq, after, limit });

  test('are listed in pages and counted in the history, without deleted ones', async () => {
    const [ana, rui] = await people(2);
    const conversation = await group(ana, rui);
    const { message } = await say(ana, into(conversation), 'who is in?');
    const answers: WireEntry[] = [];
    for (const text of ['me', 'not me', 'me too'])
      answers.push(await say(rui, into(conversation), text, message.id));
    await say(rui, into(conversation), 'something else');
    await deleteMessage(core.app, { actor: rui, messageId: (answers[1] as WireEntry).message.id });
    const first = await replies(ana, conversation, 1, undefined, 1);
    expect(first).toMatchObject({ entries: [{ seq: 2, replyTo: 1 }], more: true });
    expect(await replies(ana, conversation, 1, 2)).toMatchObject({ entries: [{ seq: 4 }], more: false });
    expect((await read(ana, conversation)).entries.map((entry) => entry.replies)).toEqual([
      2,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(await replies(ana, conversation, 5)).toEqual({ entries: [], more: false });
  });

  test('reach only those who may read both, and cost the same for many messages', async () => {
    const [ana, rui, eva, zé] = await people(4);
    const conversation = await group(ana, rui, zé);
    const { message } = await say(ana, into(conversation), 'before eva');
    await say(rui, into(conversation), 'one', message.id);
    await leaveConversation(core.app, { actor: zé, conversationId: conversation.id });
    await addMembers(core.app, { actor: ana, conversationId: conversation.id, users: names(eva) });
    const cost = await core.statements(() =>
      showHistory(core.app, { actor: ana, conversationId: conversation.id }),
    );
    for (const text of ['two', 'three']) await say(rui, into(conversation), text, message.id);
    expect(
      await core.statements(() => showHistory(core.app, { actor: ana, conversationId: conversation.id })),
    ).toBe(cost);
    expect((await replies(ana, conversation, 1)).entries).toHaveLength(3);
    expect((await replies(zé, conversation, 1)).entries).toHaveLength(1);
    expect((await read(zé, conversation)).entries[0]).toMatchObject({ replies: 1 });
    const [stranger] = await people(1);
    for (const spy of [eva, stranger])
      await expect(replies(spy, conversation, 1)).rejects.toMatchObject({ code: 'not_found' });
  });
});
