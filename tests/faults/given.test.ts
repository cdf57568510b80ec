import { expect, test } from 'vitest';
import { createGivenFilter } from './given';

const entry = {
  conversation: { id: 'c', kind: 'group', with: null },
  seq: 3,
  rev: 5,
  reactions: [{ emoji: '👍', by: ['rui', 'ana'] }],
  message: { id: 'm', text: 'hello' },
};
const info = { id: 'c', open: true, head: 5, read: 2, muted: false, version: 7, members: ['rui', 'ana'] };
const seen = { c: 'c', seq: 3, rev: 5, id: 'm', text: 'hello', reactions: ['👍 ana', '👍 rui'] };
const known = { c: 'c', open: true, head: 5, read: 2, muted: false, version: 7, members: ['ana', 'rui'] };

test('[D17] finds messages and conversations anywhere in the data that the server sends', () => {
  const received = { log: { entries: [entry], conversations: [{ ...info, last: { ...entry, seq: 4 } }] } };
  expect(createGivenFilter()(received)).toEqual({
    entries: [seen, { ...seen, seq: 4 }],
    conversations: [known],
  });
});

test('[D17] finds receipts in descriptions and events', () => {
  const receipt = { delivered: 5, read: 4 };
  const filter = createGivenFilter();
  expect(filter({ conversations: [{ ...info, receipt }] })?.receipts).toEqual([{ c: 'c', ...receipt }]);
  expect(filter({ type: 'receipt', conversation: 'c', receipt })).toBeNull();
  expect(filter({ type: 'receipt', conversation: 'd', receipt })?.receipts).toEqual([{ c: 'd', ...receipt }]);
});

test('[D17] returns each thing once, and null when there is nothing new', () => {
  const filter = createGivenFilter();
  filter([entry]);
  expect(filter([entry])).toBeNull();
  expect(filter([{ ...entry, message: { id: 'm', text: 'hello again' } }])?.entries).toHaveLength(1);
  expect(filter({ ok: true, members: [{ id: 'ana', name: 'Ana' }] })).toBeNull();
});
