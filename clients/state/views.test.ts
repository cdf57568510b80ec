import { expect, test } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { type Log, receive, receiveConversation } from './log';
import { initialState } from './state';
import {
  addressOf,
  attentionCount,
  conversationOf,
  keyOf,
  listItemsOf,
  newestIn,
  obstacle,
  outgoingIn,
  sortByName,
  unreadIn,
  type View,
  viewIn,
  viewOf,
} from './views';

const you = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function info(n: number, part: Partial<WireConversation>): WireConversation {
  return {
    id: id(n),
    kind: 'group',
    with: null,
    title: null,
    topic: null,
    public: false,
    members: [],
    open: true,
    head: 0,
    read: 0,
    unread: 0,
    mentions: 0,
    muted: false,
    version: 1,
    last: null,
    ...part,
  };
}

function entry(n: number, seq: number, part: Partial<WireEntry['message']> = {}): WireEntry {
  return {
    conversation: { id: id(n), kind: 'group', with: null },
    seq,
    rev: seq,
    message: {
      id: `${n}-${seq}`,
      clientId: `client-${n}-${seq}`,
      from: { kind: 'user', id: 'ist1100002', name: 'Rui' },
      text: `${seq}`,
      at: new Date(1_800_000_000_000 + seq * 1000).toISOString(),
      ...part,
    },
  };
}

const logOf = (...infos: WireConversation[]): Log => infos.reduce(receiveConversation, {} as Log);

test('a key of a view reads as the same view; an invalid key is null', () => {
  const views: View[] = [
    { of: 'nearby' },
    { of: 'building' },
    { of: 'direct', username: 'ist1.a_b-c' },
    { of: 'conversation', id: id(1) },
  ];
  for (const view of views) expect(viewOf(keyOf(view))).toEqual(view);
  for (const text of ['', 'all', '@', '@..', '@a b', '__proto__', `${id(1)}x`])
    expect(viewOf(text)).toBeNull();
});

test('the view `building` is the room of the current building; an earlier room has its id', () => {
  const log = logOf(
    info(1, { kind: 'building', with: 'north' }),
    info(2, { kind: 'building', with: 'south', open: false }),
  );
  const mine: View = { of: 'building' };
  expect(conversationOf(log, mine, 'north')?.id).toBe(id(1));
  expect(conversationOf(log, mine, null)).toBeNull();
  const north = log[id(1)];
  if (!north) throw new Error('it is in the log');
  expect(viewIn(north, 'north')).toEqual(mine);
  expect(viewIn(north, 'south')).toEqual({ of: 'conversation', id: id(1) });
  expect(addressOf(mine, north)).toEqual({ to: 'conversation', id: id(1) });
  expect(addressOf(mine, null)).toEqual({ to: 'building' });
  const { around, recent, left } = listItemsOf(log, 'north', []);
  expect(around.map(({ conversation }) => conversation?.id)).toEqual([undefined, id(1)]);
  expect(recent).toEqual([]);
  expect(left.map(({ view }) => keyOf(view))).toEqual([id(2)]);
});

test('a user with only a draft is in the list, and once there is a conversation by that', () => {
  const begun: View[] = [{ of: 'direct', username: 'ist1100002' }];
  expect(listItemsOf({}, null, begun).recent).toMatchObject([{ view: begun[0], conversation: null, at: '' }]);
  const log = logOf(info(1, { kind: 'direct', with: 'ist1100002' }));
  expect(listItemsOf(log, null, begun).recent).toHaveLength(1);
});

test('an outgoing message shows in its conversation, written before or after that existed', () => {
  const log = logOf(info(1, { kind: 'direct', with: 'ist1100002' }));
  const view: View = { of: 'direct', username: 'ist1100002' };
  const waiting = { text: '', at: 0, state: 'waiting', tries: 0 } as const;
  const outgoing = [
    { ...waiting, clientId: 'a', address: { to: 'people', users: ['ist1100002'] } } as const,
    { ...waiting, clientId: 'b', address: { to: 'conversation', id: id(1) } } as const,
    { ...waiting, clientId: 'c', address: { to: 'range' } } as const,
  ];
  const ids = (v: View) =>
    outgoingIn([...outgoing] as never, v, conversationOf(log, v, null)).map(({ clientId }) => clientId);
  expect(ids(view)).toEqual(['a', 'b']);
  expect(ids({ of: 'nearby' })).toEqual(['c']);
});

test('why the user cannot write', () => {
  const state = initialState(you);
  expect(obstacle(state, { of: 'nearby' }, null)).toBe('off');
  expect(obstacle(state, { of: 'building' }, null)).toBe('no building');
  const log = logOf(info(1, { open: false }), info(2, {}));
  const at = (n: number) => obstacle(state, { of: 'conversation', id: id(n) }, log[id(n)] ?? null);
  expect([at(1), at(2)]).toEqual(['left', null]);
});

const { blocks } = initialState(you);

test('unread counts messages and mentions; badges of muted conversations count mentions only', () => {
  const names = { mentions: [{ id: you.id, name: you.name }] };
  let log = logOf(info(1, { head: 4, unread: 3, mentions: 1 }), info(2, { muted: true }));
  log = receive(log, [entry(1, 5, names), entry(2, 1), entry(2, 2, names)]);
  const unread = (n: number, read = {}) => {
    const conversation = log[id(n)];
    return conversation && unreadIn(conversation, { read, you: you.id, blocks });
  };
  expect(unread(1)).toEqual({ count: 4, mentions: 2 });
  expect(unread(1, { [id(1)]: 5 })).toEqual({ count: 0, mentions: 0 });
  expect(unread(2)).toEqual({ count: 2, mentions: 1 });
  expect(attentionCount({ log, read: {}, you, blocks })).toBe(5);
});

test('[R4] messages of blocked users are not unread, not even mentions', () => {
  const names = { mentions: [{ id: you.id, name: you.name }] };
  const log = receive(logOf(info(1, {})), [entry(1, 1, names), entry(1, 2)]);
  const sender = log[id(1)]?.entries[0]?.message.from.id as string;
  const read = { log, read: {}, you };
  expect(attentionCount({ ...read, blocks: initialState(you).blocks })).toBe(2);
  expect(attentionCount({ ...read, blocks: { version: 1, users: new Set([sender]) } })).toBe(0);
});

test('the newest message is in its latest version', () => {
  const log = logOf(info(1, { head: 3, last: entry(1, 3) }));
  const gone = {
    ...entry(1, 3, { text: '', deletedAt: '2027-01-15T08:00:00Z' }),
    seq: 4,
    rev: 4,
    change: true,
  };
  const changed = receive(log, [{ ...gone, change: true as const }])[id(1)];
  expect(changed && newestIn(changed)?.message).toMatchObject({
    id: '1-3',
    text: '',
    deletedAt: expect.any(String),
  });
});

test('[U5] names sort as readers of the language sort and count', () => {
  const people = ['Person 10', 'person 2', 'Zé', 'Évora', 'Person 1'].map((name, n) => ({
    id: `${n}`,
    name,
  }));
  const sorted = ['Évora', 'Person 1', 'person 2', 'Person 10', 'Zé'];
  for (const locale of ['en', 'pt'])
    expect(sortByName(people, locale).map(({ name }) => name)).toEqual(sorted);
  const namesakes = ['b', 'a'].map((id) => ({ id, name: 'Ana' }));
  expect(sortByName(namesakes, 'en').map(({ id }) => id)).toEqual(['a', 'b']);
});
