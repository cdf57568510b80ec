import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { initialState } from '../state/state';
import { reportDelivered } from './report-delivered';
import { createStore } from './store';

const YOU = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };
const DIRECT = 'b6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const entry = (seq: number, from = 'rui'): WireEntry => ({
  conversation: { id: DIRECT, kind: 'direct', with: 'rui' },
  seq,
  rev: seq,
  message: {
    id: `m${seq}`,
    clientId: `c${seq}`,
    from: { kind: 'user', id: from, name: from },
    text: 'hello',
    at: '2026-11-30T10:00:00Z',
  },
});

function start(change: Partial<WireConversation> = {}) {
  const store = createStore({ ...initialState(YOU), link: { state: 'ready' } });
  const reports: unknown[] = [];
  let refuses = false;
  const ask = (_: string, { conversations }: { conversations: unknown }) => {
    reports.push(conversations);
    return refuses ? Promise.reject(new Error('lost')) : Promise.resolve({ ok: true });
  };
  reportDelivered({ store, ask: ask as never });
  store.dispatch({
    type: 'conversation',
    conversation: {
      id: DIRECT,
      kind: 'direct',
      with: 'rui',
      title: 'Rui',
      topic: null,
      public: false,
      members: [],
      open: true,
      head: 0,
      read: 0,
      unread: 0,
      mentions: 0,
      muted: false,
      receipt: { delivered: 0, read: 0 },
      version: 1,
      last: null,
      ...change,
    },
  });
  return {
    store,
    reports,
    refuse: (on: boolean) => {
      refuses = on;
    },
    get: (...entries: WireEntry[]) => store.dispatch({ type: 'entries', entries }),
    pass: () => vi.advanceTimersByTimeAsync(500),
  };
}

test('[V1] what arrived is reported once, together', async () => {
  const { get, reports, pass } = start();
  get(entry(1));
  get(entry(2));
  await pass();
  get(entry(3, YOU.id));
  await pass();
  expect(reports).toEqual([{ [DIRECT]: 2 }]);
});

test('[V1] what was read needs no report, and a refused report is made again', async () => {
  const { get, reports, pass, refuse, store } = start();
  get(entry(1));
  store.dispatch({ type: 'read', read: { [DIRECT]: 1 } });
  await pass();
  expect(reports).toEqual([]);
  refuse(true);
  get(entry(2));
  await pass();
  refuse(false);
  get(entry(3));
  await pass();
  expect(reports).toEqual([{ [DIRECT]: 2 }, { [DIRECT]: 3 }]);
});

test('[V3][Q4] nothing is reported of a message request, or with receipts turned off', async () => {
  for (const change of [{ request: 'waiting' as const }, { receipt: undefined }]) {
    const { get, reports, pass } = start(change as Partial<WireConversation>);
    get(entry(1));
    await pass();
    expect(reports).toEqual([]);
  }
});
