import { expect, test } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { type Log, receive, receiveConversation } from './log';
import { initialState } from './state';
import {
  addressOf,
  conversationOf,
  keyOf,
  listItemsOf,
  newestIn,
  obstacle,
  outgoingIn,
  sortByName,
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

test('the newest message is in its latest version', () => {
  const log = logOf(info(1, { head: 3, last: entry(1, 3) }));
  const deletion = {
    ...entry(1, 3, { text: '', deletedAt: '2027-01-15T08:00:00Z' }),
    seq: 4,
    rev: 4,
    change: true,
  };
  const changed = receive(log, [{ ...deletion, change: true as const }])[id(1)];
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
