import { expect, test } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { type Log, receive } from './log';
import { reduce } from './reduce';
import { initialState, type State } from './state';

const nobody = { id: 'deleted-bcdfghjkmnpq', name: 'Deleted account' };

function entry(seq: number, from: string, more: Partial<WireEntry['message']> = {}): WireEntry {
  return {
    conversation: { id: 'direct', kind: 'direct', with: 'ana' },
    seq,
    rev: seq,
    message: {
      id: `message-${seq}`,
      clientId: `client-${seq}`,
      from: { kind: 'user', id: from, name: `Name of ${from}` },
      text: `words ${seq}`,
      at: new Date(1_800_000_000_000 + seq * 1000).toISOString(),
      ...more,
    },
  };
}

function stateWith(entries: WireEntry[]): State {
  const last = entries.at(-1) as WireEntry;
  const info: WireConversation = {
    ...last.conversation,
    title: 'Name of ana',
    topic: null,
    public: false,
    members: ['ana', 'rui'],
    open: true,
    head: last.seq,
    read: 0,
    unread: 0,
    mentions: 0,
    muted: false,
    version: 0,
    last,
  };
  const log: Log = receive({}, entries);
  const conversation = log.direct as Log[string];
  return {
    ...initialState({ id: 'rui', name: 'Rui', administrator: false, guest: false }),
    log: { direct: { ...conversation, info } },
    names: { ana: 'Name of ana', rui: 'Rui' },
  };
}

test('[E3] an erased user is replaced by the placeholder everywhere in the state', () => {
  const reactions = [
    { emoji: '👍', by: ['ana', 'rui'] },
    { emoji: '🎉', by: ['ana'] },
  ];
  const before = stateWith([
    entry(1, 'ana', { mentions: [{ id: 'ana', name: 'Name of ana' }] }),
    { ...entry(2, 'rui'), reactions },
    entry(3, 'ana'),
  ]);
  const state = reduce(before, { type: 'erased', id: 'ana', nobody });
  expect(JSON.stringify({ ...state, erased: {} })).not.toContain('ana"');
  const { entries, info, with: other } = state.log.direct as Log[string];
  expect(entries.map(({ seq, message }) => [seq, message.text, message.from.id])).toEqual([
    [1, 'words 1', nobody.id],
    [2, 'words 2', 'rui'],
    [3, 'words 3', nobody.id],
  ]);
  expect(entries[1]?.reactions).toEqual([{ emoji: '👍', by: ['rui'] }]);
  expect([other, info?.with, info?.title, info?.members]).toEqual([
    nobody.id,
    nobody.id,
    nobody.name,
    ['rui'],
  ]);
  expect(state.erased).toEqual({ ana: nobody.id });
});

test('entries without the erased user stay the same objects', () => {
  const other = { ...entry(1, 'rui'), conversation: { id: 'direct', kind: 'direct' as const, with: 'eva' } };
  const before = stateWith([other]);
  const state = reduce(before, { type: 'erased', id: 'ana', nobody });
  expect(state.log.direct?.entries[0]).toBe(before.log.direct?.entries[0]);
});
