import { expect, test } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { reachOf } from './receipts';
import { type Action, reduce } from './reduce';
import { initialState, type State } from './state';
import { writersAt } from './writing';

const C = 'b6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';
const NOW = Date.parse('2026-11-30T10:00:00Z');

const info = (change: Partial<WireConversation> = {}): WireConversation => ({
  id: C,
  kind: 'direct',
  with: 'rui',
  title: 'Rui',
  topic: null,
  public: false,
  members: [],
  open: true,
  head: 9,
  read: 0,
  unread: 0,
  mentions: 0,
  muted: false,
  version: 1,
  last: null,
  ...change,
});
const entry = (at: string): WireEntry => ({
  conversation: { id: C, kind: 'direct', with: 'rui' },
  seq: 10,
  rev: 10,
  message: { id: 'm', clientId: 'c', from: { kind: 'user', id: 'rui', name: 'Rui' }, text: 'hello', at },
});
const play = (...actions: Action[]): State =>
  actions.reduce(reduce, initialState({ id: 'ana', name: 'Ana', administrator: false, guest: false }));
const typing = (at: string, now = NOW): Action => ({
  type: 'typing',
  conversation: C,
  people: [{ id: 'rui', name: 'Rui', at }],
  now,
});
const writers = (state: State, now: number) => writersAt(state.writing[C], now).people;

test('[V4] a person writes for six seconds after the last news', () => {
  const state = play(typing('2026-11-30T10:00:00.000Z'));
  expect(writersAt(state.writing[C], NOW)).toEqual({ people: ['rui'], until: NOW + 6_000 });
  expect(state.names.rui).toBe('Rui');
  expect(writers(state, NOW + 5_999)).toEqual(['rui']);
  expect(writersAt(state.writing[C], NOW + 6_000)).toEqual({ people: [], until: Number.POSITIVE_INFINITY });
  const again = reduce(state, typing('2026-11-30T10:00:03.000Z', NOW + 3_000));
  expect(writers(again, NOW + 8_000)).toEqual(['rui']);
});

test('[V4] a message ends that its sender writes, also when the news of it comes later', () => {
  const sent: Action = { type: 'entries', entries: [entry('2026-11-30T10:00:01.000Z')] };
  const before = typing('2026-11-30T10:00:00.000Z');
  expect(writers(play(before, sent), NOW)).toEqual([]);
  expect(writers(play(sent, before), NOW)).toEqual([]);
  expect(writers(play(sent, typing('2026-11-30T10:00:02.000Z')), NOW)).toEqual(['rui']);
});

const receipt = (delivered: number, read: number): Action => ({
  type: 'receipt',
  conversation: C,
  receipt: { delivered, read },
});
const known = (change?: Partial<WireConversation>): Action => ({
  type: 'conversation',
  conversation: info(change),
});
const reaches = ({ log }: State) => [2, 5, 9].map((seq) => reachOf(log[C], seq));

test('[V1] a message is sent, then delivered, then read, and never goes back', () => {
  expect(reaches(play(known()))).toEqual(['sent', 'sent', 'sent']);
  const with52 = play(known({ receipt: { delivered: 0, read: 0 } }), receipt(5, 2));
  expect(reaches(with52)).toEqual(['read', 'delivered', 'sent']);
  // Events and descriptions can be late.
  const late = [receipt(2, 2), receipt(0, 0), known({ version: 2, receipt: { delivered: 1, read: 0 } })];
  expect(reaches(late.reduce(reduce, with52))).toEqual(['read', 'delivered', 'sent']);
  expect(reaches(reduce(with52, receipt(9, 9)))).toEqual(['read', 'read', 'read']);
});

test('[V3] without receipts in the description the user has turned them off', () => {
  expect(reaches(play(known({ receipt: { delivered: 9, read: 9 } }), known()))).toEqual([
    'sent',
    'sent',
    'sent',
  ]);
});
