import { expect, test } from 'vitest';
import type { Snapshot } from '@/protocol/events';
import type { WireConversation, WireEntry, WirePerson, WirePlace } from '@/protocol/messages';
import { nextToSend } from './outgoing';
import { type Action, reduce } from './reduce';
import { initialState, type State } from './state';
import { unreadCounts } from './unread';

const you = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };
const place: WirePlace = { sharing: true, building: null, declared: false, state: 'outside', range: 128 };
const person = (id: string): WirePerson => ({
  id,
  name: `Name of ${id}`,
  building: null,
  declared: false,
  inBuilding: false,
  band: 'near',
});

function direct(seq: number, from: string, text = 'hello', other = 'ist1100002'): WireEntry {
  return {
    conversation: { id: `with-${other}`, kind: 'direct', with: other },
    seq,
    rev: seq,
    message: {
      id: `${other}-${seq}`,
      clientId: `client-${seq}`,
      from: { kind: 'user', id: from, name: `Name of ${from}` },
      text,
      at: new Date(1_800_000_000_000 + seq * 1000).toISOString(),
    },
  };
}

/** Returns the description of an entry's conversation, with that entry as the last. */
const infoOf = (last: WireEntry): WireConversation => ({
  ...last.conversation,
  title: null,
  topic: null,
  public: false,
  members: [],
  open: true,
  head: last.seq,
  read: 0,
  unread: last.seq,
  mentions: 0,
  muted: false,
  version: 0,
  last,
});

const snapshot = (entries: WireEntry[], people: WirePerson[] = []): Snapshot => ({
  ok: true,
  session: 'a6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f',
  version: 1,
  now: 0,
  you: { ...you, place },
  people,
  log: {
    entries: [],
    conversations: entries.map(infoOf),
    complete: true,
    blocked: { version: 0, users: [] },
  },
});

const after = (actions: Action[], from: State = initialState(you)) => actions.reduce(reduce, from);

test('a delta changes the people it names and no others; a snapshot replaces them all', () => {
  const state = after([
    { type: 'snapshot', snapshot: snapshot([], [person('a'), person('b')]), cursors: {} },
    {
      type: 'movement',
      movement: { kind: 'delta', people: [{ ...person('c'), band: 'here' }], gone: ['a', 'z'] },
    },
  ]);
  expect(Object.keys(state.people).sort()).toEqual(['b', 'c']);
  // People who left keep their names in the conversation.
  expect(state.names.a).toBe('Name of a');
  const moved = after(
    [{ type: 'movement', movement: { kind: 'snapshot', you: { ...place, range: 512 }, people: [] } }],
    state,
  );
  expect(moved.people).toEqual({});
  expect(moved.place?.range).toBe(512);
});

test('the page begins with what the server wrote into it, and takes the snapshot as after a reconnect', () => {
  const cut = direct(3, 'ist1100002', 'hel');
  const first = after([
    {
      type: 'first',
      first: { place, people: [person('a')], names: [person('b')], log: snapshot([cut]).log },
    },
  ]);
  expect(first).toMatchObject({ loaded: false, place, people: { a: person('a') } });
  expect(first.names).toMatchObject({ a: 'Name of a', b: 'Name of b' });
  expect(first.log['with-ist1100002']).toMatchObject({ info: { unread: 3 }, cursor: 3, entries: [] });
  const whole = direct(3, 'ist1100002');
  const begun: Action = {
    type: 'snapshot',
    snapshot: snapshot([whole, direct(1, 'c', 'x', 'c')]),
    cursors: {},
  };
  expect(after([begun], first)).toEqual({
    ...after([begun]),
    names: { ...first.names, ...after([begun]).names },
  });
});

test('[S21] the last event or snapshot says whether the server is busy', () => {
  const busy = after([{ type: 'busy', busy: true }]);
  expect(busy.busy).toBe(true);
  const begin = (more: Partial<Snapshot>): Action => ({
    type: 'snapshot',
    snapshot: { ...snapshot([]), ...more },
    cursors: {},
  });
  expect(after([begin({})], busy).busy).toBe(false);
  expect(after([begin({ busy: true })]).busy).toBe(true);
});

test('[D3] an outgoing message waits until its entry arrives, by answer or event, and shows once', () => {
  const composed = after([
    { type: 'snapshot', snapshot: snapshot([]), cursors: {} },
    {
      type: 'compose',
      clientId: 'client-1',
      address: { to: 'people', users: ['ist1100002'] },
      text: 'hello',
      at: 1,
    },
    { type: 'sending', clientId: 'client-1' },
  ]);
  expect(composed.outgoing).toMatchObject([{ state: 'sending', clientId: 'client-1' }]);
  const sent = after([{ type: 'entries', entries: [direct(1, you.id)] }], composed);
  expect(sent.outgoing).toEqual([]);
  const again = after([{ type: 'entries', entries: [direct(1, you.id)] }], sent);
  expect(again.log['with-ist1100002']?.entries).toHaveLength(1);
});

test("another user's message with the same client id removes no outgoing message", () => {
  const state = after([
    { type: 'compose', clientId: 'client-1', address: { to: 'range' }, text: 'mine', at: 1 },
    { type: 'entries', entries: [direct(1, 'ist1100002')] },
  ]);
  expect(state.outgoing).toHaveLength(1);
});

test('messages being sent when the connection is lost are sent again, in order, with the same client ids', () => {
  const state = after([
    { type: 'compose', clientId: 'client-1', address: { to: 'range' }, text: 'one', at: 1 },
    { type: 'compose', clientId: 'client-2', address: { to: 'range' }, text: 'two', at: 2 },
    { type: 'sending', clientId: 'client-1' },
  ]);
  expect(nextToSend(state.outgoing)).toBeNull();
  const cut = after([{ type: 'link', link: { state: 'waiting', until: 5 } }], state);
  expect(nextToSend(cut.outgoing)).toMatchObject({ clientId: 'client-1' });
});

const files = [{ key: 'file-1', name: 'a.txt', bytes: 5 }];

test('[D3] a message waits for its files, and with it those to the same address only', () => {
  const building = { to: 'building' } as const;
  const state = after([
    { type: 'compose', clientId: 'client-1', address: { to: 'range' }, text: '', at: 1, files },
    { type: 'compose', clientId: 'client-2', address: { to: 'range' }, text: 'two', at: 2 },
    { type: 'compose', clientId: 'client-3', address: building, text: 'three', at: 3 },
  ]);
  expect(nextToSend(state.outgoing)).toMatchObject({ clientId: 'client-3' });
  const uploaded = after([{ type: 'uploaded', clientId: 'client-1', key: 'file-1', id: 'a' }], state);
  expect(nextToSend(uploaded.outgoing)).toMatchObject({ clientId: 'client-1', files: [{ id: 'a' }] });
});

test('files that the server has deleted meanwhile are uploaded again, a few times', () => {
  let state = after([
    { type: 'compose', clientId: 'client-1', address: { to: 'range' }, text: '', at: 1, files },
  ]);
  for (let i = 0; i < 5; i++) {
    expect(state.outgoing).toMatchObject([{ state: 'waiting' }]);
    expect(state.outgoing[0]?.files).toEqual(files);
    state = after(
      [
        { type: 'uploaded', clientId: 'client-1', key: 'file-1', id: 'a' },
        { type: 'sending', clientId: 'client-1' },
        { type: 'refused', clientId: 'client-1', code: 'not_found', field: 'attachments' },
      ],
      state,
    );
    if (state.outgoing[0]?.state === 'failed') break;
  }
  expect(state.outgoing).toMatchObject([{ state: 'failed', code: 'not_found', field: 'attachments' }]);
});

test('a temporary refusal is retried a few times; any other fails at once, and Retry sends it again', () => {
  let state = after([
    { type: 'compose', clientId: 'client-1', address: { to: 'range' }, text: 'one', at: 1 },
  ]);
  for (let i = 0; i < 3; i++) {
    state = after(
      [
        { type: 'sending', clientId: 'client-1' },
        { type: 'refused', clientId: 'client-1', code: 'unavailable' },
      ],
      state,
    );
    expect(state.outgoing[0]?.state).toBe('waiting');
  }
  state = after(
    [
      { type: 'sending', clientId: 'client-1' },
      { type: 'refused', clientId: 'client-1', code: 'not_located' },
    ],
    state,
  );
  expect(state.outgoing).toMatchObject([{ state: 'failed', code: 'not_located' }]);
  expect(after([{ type: 'retry', clientId: 'client-1' }], state).outgoing).toMatchObject([
    { state: 'waiting' },
  ]);
  expect(after([{ type: 'forget', clientId: 'client-1' }], state).outgoing).toEqual([]);
});

test('[D9] unread counts the messages of the server and later ones, less those read here', () => {
  const first = after([
    { type: 'snapshot', snapshot: snapshot([direct(2, 'ist1100002')]), cursors: {} },
    { type: 'entries', entries: [direct(3, 'ist1100002'), direct(4, you.id)] },
  ]);
  // The server counts two of its two messages as unread; one of the later ones is another user's.
  expect(unreadCounts(first)).toEqual({ 'with-ist1100002': 3 });
  const read = after(
    [
      { type: 'read', read: { 'with-ist1100002': 3 } },
      { type: 'read', read: { 'with-ist1100002': 2 } },
    ],
    first,
  );
  expect(unreadCounts(read)).toEqual({});
  const more = after([{ type: 'entries', entries: [direct(5, 'ist1100002')] }], read);
  expect(unreadCounts(more)).toEqual({ 'with-ist1100002': 1 });
  // Read on another device: the server's read mark moves.
  const word = { ...infoOf(direct(5, 'ist1100002')), read: 5, unread: 0, version: 1 };
  expect(unreadCounts(after([{ type: 'conversation', conversation: word }], more))).toEqual({});
});

test('[R5] the newest version of the blocks counts', () => {
  const blocked = (version: number, ...users: string[]): Action => ({
    type: 'blocked',
    blocked: { version, users },
  });
  const state = after([blocked(2, 'a', 'b'), blocked(1, 'a')]);
  expect([...state.blocks.users]).toEqual(['a', 'b']);
  const later = after([{ type: 'snapshot', snapshot: snapshot([]), cursors: {} }, blocked(3, 'b')], state);
  expect([...later.blocks.users]).toEqual(['b']);
});

test('[U3] writing in a conversation marks what it has as read, and not what comes later', () => {
  const with2 = 'with-ist1100002';
  const loaded = snapshot([]);
  loaded.log.conversations = [{ ...infoOf(direct(120, 'ist1100002')), read: 3, unread: 100 }];
  const before = after([{ type: 'snapshot', snapshot: loaded, cursors: {} }]);
  expect(unreadCounts(before)).toEqual({ [with2]: 100 });
  const address = { to: 'conversation', id: with2 } as const;
  const composed = after([{ type: 'compose', clientId: 'mine', address, text: 'hello', at: 1 }], before);
  expect(composed.read).toEqual({ [with2]: 120 });
  expect(unreadCounts(composed)).toEqual({});
  const later = after(
    [{ type: 'entries', entries: [direct(121, 'ist1100002'), direct(122, you.id)] }],
    composed,
  );
  expect(unreadCounts(later)).toEqual({ [with2]: 1 });
  const elsewhere = { to: 'people' as const, users: ['ist1100003'] };
  expect(
    after([{ type: 'compose', clientId: 'x', address: elsewhere, text: 'hi', at: 1 }], before).read,
  ).toEqual({});
});
