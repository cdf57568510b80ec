import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { updateProfile } from '@/server/accounts/update-profile';
import type { UserActor } from '@/server/actor';
import { addMembers } from '@/server/conversations/add-members';
import { answerRequest } from '@/server/conversations/answer-request';
import { createConversation } from '@/server/conversations/create-conversation';
import { leaveConversation } from '@/server/conversations/leave-conversation';
import { listReaders } from '@/server/conversations/list-readers';
import { markAllRead } from '@/server/conversations/mark-all-read';
import { markDelivered } from '@/server/conversations/mark-delivered';
import { markRead } from '@/server/conversations/mark-read';
import { markUnread } from '@/server/conversations/mark-unread';
import { sendMessage } from '@/server/conversations/send-message';
import { showTypingState } from '@/server/conversations/show-typing-state';
import { readConversations } from '@/server/conversations/store/views';
import { cellOf } from '@/server/presence/cells';
import { changePresence } from '@/server/presence/change-presence';
import { handlers } from '@/server/realtime/handlers';
import type { LiveSession, Socket } from '@/server/realtime/live-sessions';
import { blockUser } from '@/server/safety/block-user';
import { withCores } from '../support/suite';
import { createTalk, into, names, to } from '../support/talk';

const { core, other } = withCores();
const { people, group } = createTalk(core);

const say = async (actor: UserActor, user: UserActor, text = 'hello') =>
  (await sendMessage(core.app, { actor, address: to(user), text, clientId: randomUUID() }))
    .entries[0] as WireEntry;
/** Returns what the user may know of the other person of a direct conversation. */
const receiptOf = async (user: UserActor, id: string) =>
  (await readConversations(other.db.pool, user.userId, [id]))[0]?.receipt;
const read = (actor: UserActor, conversationId: string, seq: number) =>
  markRead(core.app, { actor, conversationId, seq });
const get = (actor: UserActor, id: string, seq: number) =>
  markDelivered(core.app, { actor, conversations: { [id]: seq } });
/** Returns the receipts that were sent during `work`, with their recipients. */
async function sent(work: () => Promise<unknown>) {
  core.relayed.length = 0;
  await work();
  return core.relayed.flatMap(({ event }) =>
    event.to === 'people' && event.body.type === 'receipt' ? [[event.userIds, event.body.receipt]] : [],
  );
}
const block = (actor: UserActor, user: UserActor, blocked = true) =>
  blockUser(core.app, { actor, username: user.username, blocked });
const choose = (actor: UserActor, choice: { receipts?: boolean; typing?: boolean }) =>
  updateProfile(core.app, { actor, ...choice });

/** Begins a direct conversation with a message of each of the two: seqs 1 and 2. Returns its id. */
async function begin(ana: UserActor, rui: UserActor): Promise<string> {
  const { conversation } = await say(ana, rui);
  await say(rui, ana);
  return conversation.id;
}

describe('[V1] in a direct conversation', () => {
  test('the sender learns that a message was delivered and that it was read', async () => {
    const [ana, rui] = await people(2);
    const id = await begin(ana, rui);
    expect(await receiptOf(ana, id)).toEqual({ delivered: 0, read: 0 });
    await say(ana, rui);
    expect(await sent(() => get(rui, id, 3))).toEqual([[[ana.userId], { delivered: 3, read: 0 }]]);
    expect(await receiptOf(ana, id)).toEqual({ delivered: 3, read: 0 });
    expect(await sent(() => read(rui, id, 3))).toEqual([[[ana.userId], { delivered: 3, read: 3 }]]);
    expect(await receiptOf(ana, id)).toEqual({ delivered: 3, read: 3 });
    // It says nothing about oneself.
    expect(await receiptOf(rui, id)).toEqual({ delivered: 0, read: 0 });
  });

  test('a receipt never goes back, never passes the head, and is sent once', async () => {
    const [ana, rui] = await people(2);
    const id = await begin(ana, rui);
    await sent(() => get(rui, id, 1_000));
    expect(await receiptOf(ana, id)).toEqual({ delivered: 2, read: 0 });
    expect(await sent(() => get(rui, id, 1))).toEqual([]);
    await markAllRead(core.app, { actor: rui, conversations: { [id]: 1_000 } });
    expect(await receiptOf(ana, id)).toEqual({ delivered: 2, read: 2 });
    for (const again of [() => read(rui, id, 1), () => read(rui, id, 2), () => get(rui, id, 2)])
      expect(await sent(again)).toEqual([]);
    expect(await receiptOf(ana, id)).toEqual({ delivered: 2, read: 2 });
  });

  test('many clients that report at once share a transaction', async () => {
    const [ana, ...others] = await core.people(9);
    if (!ana) return;
    const ids = await Promise.all(others.map((rui) => begin(ana, rui)));
    const reports = () => Promise.all(others.map((rui, n) => get(rui, ids[n] as string, 2)));
    expect(await core.statements(reports)).toBeLessThanOrEqual(4);
    for (const id of ids) expect(await receiptOf(ana, id)).toEqual({ delivered: 2, read: 0 });
  });

  test('with oneself there are no receipts', async () => {
    const [ana] = await people(1);
    const { conversation } = await say(ana, ana);
    expect(await sent(() => read(ana, conversation.id, 1))).toEqual([]);
    expect(await receiptOf(ana, conversation.id)).toBeUndefined();
  });
});

describe('[V3] no receipt is given', () => {
  test('[Q4] of a message request, whether it is read, ignored or accepted', async () => {
    const [ana, rui] = await people(2);
    const { conversation } = await say(ana, rui);
    const { id } = conversation;
    const answer = (choice: 'accept' | 'ignore') =>
      answerRequest(core.app, { actor: rui, conversationId: id, answer: choice });
    for (const act of [
      () => get(rui, id, 1),
      () => read(rui, id, 1),
      () => answer('ignore'),
      () => answer('accept'),
    ])
      expect(await sent(act)).toEqual([]);
    expect(await receiptOf(ana, id)).toEqual({ delivered: 0, read: 0 });
    // Whoever accepted tells nothing before the first message, which tells it anyway.
    const state = () => showTypingState(core.app, { actor: rui, conversationId: id });
    await say(ana, rui);
    expect(await sent(() => read(rui, id, 2))).toEqual([]);
    expect(await state()).toEqual({ on: true, possible: false });
    await say(rui, ana);
    await read(rui, id, 3);
    expect(await receiptOf(ana, id)).toEqual({ delivered: 3, read: 3 });
    expect(await state()).toEqual({ on: true, possible: true });
  });

  test('between two people of whom one blocked the other; what was told before stays', async () => {
    for (const blocker of [0, 1]) {
      const pair = await people(2);
      const [ana, rui] = pair;
      const id = await begin(ana, rui);
      await read(rui, id, 1);
      await block(pair[blocker] as UserActor, pair[1 - blocker] as UserActor);
      for (const act of [() => get(rui, id, 2), () => read(rui, id, 2), () => read(ana, id, 2)])
        expect(await sent(act)).toEqual([]);
      expect(await receiptOf(ana, id)).toEqual({ delivered: 1, read: 1 });
      expect(await receiptOf(rui, id)).toEqual({ delivered: 0, read: 0 });
    }
  });

  test('to a person who was blocked, when the other marks the conversation as unread and opens it again', async () => {
    const [ana, rui] = await people(2);
    const id = await begin(ana, rui);
    await read(rui, id, 2);
    await block(rui, ana);
    await markUnread(core.app, { actor: rui, conversationId: id });
    expect(await sent(() => read(rui, id, 2))).toEqual([]);
  });

  test('by a user who turned receipts off, who gets none either', async () => {
    const [ana, rui] = await people(2);
    const id = await begin(ana, rui);
    await read(ana, id, 1);
    await choose(rui, { receipts: false });
    expect(await sent(() => read(rui, id, 2))).toEqual([]);
    expect(await sent(() => read(ana, id, 2))).toEqual([]);
    expect(await receiptOf(rui, id)).toBeUndefined();
    expect(await receiptOf(ana, id)).toEqual({ delivered: 0, read: 0 });
    // Turning them on again tells nothing of what was read meanwhile.
    await choose(rui, { receipts: true });
    expect(await receiptOf(ana, id)).toEqual({ delivered: 0, read: 0 });
    expect(await receiptOf(rui, id)).toEqual({ delivered: 2, read: 2 });
  });

  test('in a channel, and the devices of a user learn of the choice', async () => {
    const [ana, rui] = await people(2);
    const { id } = await createConversation(core.app, {
      actor: ana,
      wanted: { kind: 'channel', title: randomUUID(), public: true },
    });
    await addMembers(core.app, { actor: ana, conversationId: id, users: names(rui) });
    const address = into({ id });
    await sendMessage(core.app, { actor: ana, address, text: 'hello', clientId: randomUUID() });
    expect(await sent(() => read(rui, id, 1))).toEqual([]);
    await get(rui, id, 1);
    expect(await receiptOf(ana, id)).toBeUndefined();
    expect(await listReaders(core.app, { actor: ana, conversationId: id, seq: 1 })).toBeNull();
    core.relayed.length = 0;
    await choose(rui, { typing: false });
    expect(core.relayed.map(({ event }) => event)).toEqual([
      { to: 'people', userIds: [rui.userId], body: { type: 'choices', typing: false } },
    ]);
  });
});

describe('[V2] in a group', () => {
  const readers = async (actor: UserActor, conversationId: string, seq: number) =>
    (await listReaders(core.app, { actor, conversationId, seq }))?.map(({ id }) => id);

  test('authors can ask who has read their messages, and nobody is told unasked', async () => {
    const [ana, rui, eva, zé] = await people(4);
    const { id } = await group(ana, rui, eva);
    const write = (actor: UserActor) =>
      sendMessage(core.app, { actor, address: into({ id }), text: 'hello', clientId: randomUUID() });
    await write(ana);
    expect(await readers(ana, id, 1)).toEqual([]);
    expect(await sent(() => read(rui, id, 1))).toEqual([]);
    expect(await readers(ana, id, 1)).toEqual(names(rui));
    // Newcomers have not read what they cannot read, and only the author may ask.
    await addMembers(core.app, { actor: ana, conversationId: id, users: names(zé) });
    expect(await readers(ana, id, 1)).toEqual(names(rui));
    for (const actor of [rui, zé])
      await expect(readers(actor, id, 1)).rejects.toMatchObject({ code: 'not_found' });
    await expect(readers(ana, id, 2)).rejects.toMatchObject({ code: 'not_found' });
    await write(ana);
    for (const reader of [eva, zé]) await read(reader, id, 2);
    expect(await readers(ana, id, 2)).toEqual(names(eva, zé).sort());
    await block(zé, ana);
    await choose(eva, { receipts: false });
    expect(await readers(ana, id, 2)).toEqual([]);
    await choose(ana, { receipts: false });
    expect(await readers(ana, id, 2)).toBeUndefined();
    await leaveConversation(core.app, { actor: ana, conversationId: id });
    await expect(readers(ana, id, 2)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a member who is added again has not read what was written meanwhile', async () => {
    const [ana, rui, eva] = await people(3);
    const { id } = await group(ana, rui, eva);
    await sendMessage(core.app, { actor: ana, address: into({ id }), text: 'hello', clientId: randomUUID() });
    await leaveConversation(core.app, { actor: rui, conversationId: id });
    await addMembers(core.app, { actor: ana, conversationId: id, users: names(rui) });
    expect(await readers(ana, id, 1)).toEqual([]);
  });

  test('of more than twenty people there are no receipts and no writers', async () => {
    const [ana, ...others] = await core.people(21);
    if (!ana) return;
    const { id } = await group(ana, ...others);
    await sendMessage(core.app, { actor: ana, address: into({ id }), text: 'hello', clientId: randomUUID() });
    await read(others[0] as UserActor, id, 1);
    expect(await readers(ana, id, 1)).toBeUndefined();
    const state = () => showTypingState(core.app, { actor: ana, conversationId: id });
    expect(await state()).toEqual({ on: true, possible: false });
    await leaveConversation(core.app, { actor: others[1] as UserActor, conversationId: id });
    expect(await state()).toEqual({ on: true, possible: true });
    // What was read while the group was large stays untold.
    expect(await readers(ana, id, 1)).toEqual([]);
  });
});

test('[P7] receipts say the same wherever the reader is and goes', async () => {
  /** Returns what the sender is sent while the reader, who shares, gets and reads messages and moves. */
  async function seen(...places: Parameters<typeof changePresence>[2][]) {
    const [ana, rui] = await people(2);
    const id = await begin(ana, rui);
    core.relayed.length = 0;
    for (const place of places) {
      await changePresence(core.app, rui.userId, place);
      const { seq } = await say(ana, rui);
      await get(rui, id, seq);
      await read(rui, id, seq);
    }
    // Nothing is sent to the sender but the messages and the receipts.
    const events = core.relayed.flatMap(({ event }) =>
      event.to === 'people' && event.userIds.includes(ana.userId) ? [event.body] : [],
    );
    return events.map((body) => (body.type === 'receipt' ? body.receipt : body.type));
  }
  const cellAt = (latitude: number) => ({ sharing: true, cell: cellOf(latitude, -9.1), buildingId: null });
  const nowhere = { sharing: false, cell: null, buildingId: null };
  const inside = (buildingId: string) => ({ ...cellAt(12), buildingId });
  const still = await seen(nowhere, nowhere, nowhere);
  expect(still).toContainEqual({ delivered: 5, read: 5 });
  expect(await seen(cellAt(12), cellAt(12.002), nowhere)).toEqual(still);
  expect(await seen(inside('receipts-a'), inside('receipts-b'), cellAt(12))).toEqual(still);
});

test('[V4] writing takes no statement, and publishes one event for nodes', async () => {
  const [ana, rui] = await people(2);
  const id = await begin(ana, rui);
  const socket = {
    id: 'socket',
    connected: true,
    data: {
      connection: { state: 'session', session: { id: 'session', actor: ana, keepsLog: true } as LiveSession },
    },
  } as unknown as Socket;
  await handlers.open_conversation(core.app, socket, { conversation: id });
  core.published.length = 0;
  const statements = await core.statements(() =>
    handlers.show_typing(core.app, socket, { conversation: id }),
  );
  expect([statements, core.published.map(({ to }) => to)]).toEqual([0, ['nodes']]);
  await handlers.open_conversation(core.app, socket, { conversation: null });
  await expect(
    handlers.open_conversation(core.app, socket, { conversation: randomUUID() }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});
