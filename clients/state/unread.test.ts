import { expect, test } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import type { Conversation } from './log';
import { type Blocks, initialState } from './state';
import { isMarkedUnread, shortCount, totalUnread, unreadCounts, unreadIn } from './unread';

const you = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };
const { blocks } = initialState(you);
const sender = 'ist1100002';
const mentions = [{ id: you.id, name: you.name }];

function entry(seq: number, part: Partial<WireEntry['message']> = {}): WireEntry {
  const from = { kind: 'user', id: sender, name: 'Rui' } as const;
  const message = { id: `m${seq}`, clientId: `c${seq}`, from, text: '', at: '2027-01-15T08:00:00Z', ...part };
  return { conversation: { id: 'c', kind: 'group', with: null }, seq, rev: seq, message };
}

/** Returns a conversation whose window has the entries, as the server described it with `info`. */
function conversation(id: string, entries: WireEntry[], info: Partial<WireConversation>): Conversation {
  return {
    id,
    kind: 'group',
    with: null,
    info: { read: 0, head: 0, unread: 0, mentions: 0, muted: false, ...info } as WireConversation,
    from: entries[0]?.seq ?? 1,
    cursor: entries.at(-1)?.seq ?? 0,
    start: false,
    entries,
    changes: {},
    waiting: [],
  };
}

const long = conversation('long', [entry(5, { mentions })], { head: 4, unread: 3, mentions: 1 });
const muted = conversation('muted', [entry(1), entry(2, { mentions })], { muted: true });
const log = { long, muted };

test('unread counts messages and mentions; the total counts only the mentions of muted conversations', () => {
  expect(unreadIn(long, { read: {}, you, blocks })).toEqual({ count: 4, mentions: 2 });
  expect(unreadIn(long, { read: { long: 5 }, you, blocks })).toEqual({ count: 0, mentions: 0 });
  expect(unreadIn(muted, { read: {}, you, blocks })).toEqual({ count: 2, mentions: 1 });
  expect(unreadIn(null, { read: {}, you, blocks })).toEqual({ count: 0, mentions: 0 });
  expect(totalUnread({ log, read: {}, you, blocks })).toBe(5);
});

test('[R4] messages of blocked users are not unread, not even mentions', () => {
  const total = (blocks: Blocks) =>
    totalUnread({
      log: { c: conversation('c', [entry(1, { mentions }), entry(2)], {}) },
      read: {},
      you,
      blocks,
    });
  expect(total(blocks)).toBe(2);
  expect(total({ version: 1, users: new Set([sender]) })).toBe(0);
});

test('[C20] a conversation marked as unread counts one at least, also when it is muted', () => {
  const marked = conversation('marked', [], { markedUnread: true, muted: true });
  const state = { log: { ...log, marked }, read: {}, you, blocks };
  expect([isMarkedUnread(marked), isMarkedUnread(long)]).toEqual([true, false]);
  expect(unreadIn(marked, state)).toEqual({ count: 0, mentions: 0 });
  expect(unreadCounts(state)).toEqual({ long: 4, muted: 2, marked: 1 });
  expect(totalUnread(state)).toBe(6);
});

test('[U3] a count is exact up to 99, and "99+" above', () => {
  expect([1, 99, 100, 250].map(shortCount)).toEqual(['1', '99', '99+', '99+']);
});
