import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WireEntry } from '@/protocol/messages';
import { initialState } from '../state/state';
import { reportShown } from './report-shown';
import { createStore } from './store';

const YOU = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };
const DIRECT = 'b6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';
const CHANNEL = 'c6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-30T10:00:00Z') }));
afterEach(() => vi.useRealTimers());

const entry = (
  kind: 'direct' | 'channel',
  seq: number,
  message: Partial<WireEntry['message']> = {},
  rest: Partial<WireEntry> = {},
): WireEntry => ({
  conversation: { id: kind === 'direct' ? DIRECT : CHANNEL, kind, with: kind === 'direct' ? 'rui' : null },
  seq,
  rev: seq,
  message: {
    id: `${kind}${seq}`,
    clientId: `client-${kind}${seq}`,
    from: { kind: 'user', id: 'rui', name: 'Rui' },
    text: 'hello',
    at: '2026-11-30T09:59:59Z',
    ...message,
  },
  ...rest,
});

/** Starts reporting on a page that is ready; returns the reports and what changes the state. */
function start({ inUse = true } = {}) {
  const store = createStore({ ...initialState(YOU), link: { state: 'ready' } });
  const reports: unknown[] = [];
  const page = { inUse };
  const ask = (event: string, payload: { conversations?: unknown }) => {
    reports.push([event, payload.conversations]);
    return Promise.resolve({ ok: true });
  };
  const shown = reportShown({ store, ask: ask as never, isInUse: () => page.inUse });
  return {
    store,
    reports,
    page,
    shown,
    get: (...entries: WireEntry[]) => store.dispatch({ type: 'entries', entries }),
  };
}

test('[W4] a page in use reports what it shows, once, and at most twice a second', () => {
  const { get, reports } = start();
  get(entry('direct', 1));
  get(entry('direct', 2));
  expect(reports).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(reports).toEqual([['mark_shown', { [DIRECT]: 2 }]]);
  get(entry('direct', 3));
  vi.advanceTimersByTime(500);
  expect(reports.slice(1)).toEqual([['mark_shown', { [DIRECT]: 3 }]]);
});

test('[W4] a page that nobody looks at reports nothing until its user is back', () => {
  const { get, reports, page, shown } = start({ inUse: false });
  get(entry('direct', 1));
  vi.advanceTimersByTime(5_000);
  expect(reports).toEqual([]);
  page.inUse = true;
  shown.pump();
  expect(reports).toEqual([['mark_shown', { [DIRECT]: 1 }]]);
});

test('[W4] a message of a channel is reported, for the user may have chosen all of them; nothing old or read is', () => {
  const { get, reports, store } = start();
  get(entry('channel', 1), entry('channel', 2, { from: { kind: 'user', ...YOU } }));
  vi.advanceTimersByTime(500);
  expect(reports).toEqual([['mark_shown', { [CHANNEL]: 1 }]]);
  // It answers a message that this page does not have.
  get(entry('channel', 3, {}, { replyTo: 7 }), entry('direct', 1, { at: '2026-11-30T09:00:00Z' }));
  vi.advanceTimersByTime(500);
  expect(reports.slice(1)).toEqual([['mark_shown', { [CHANNEL]: 3 }]]);
  store.dispatch({ type: 'read', read: { [DIRECT]: 2 } });
  get(entry('direct', 2));
  vi.advanceTimersByTime(500);
  expect(reports).toHaveLength(2);
});

test('[W4] messages nearby are not reported, because they never notify', () => {
  const { get, reports } = start();
  const near = entry('channel', 1);
  get({ ...near, conversation: { ...near.conversation, kind: 'nearby' } });
  vi.advanceTimersByTime(500);
  expect(reports).toEqual([]);
});
