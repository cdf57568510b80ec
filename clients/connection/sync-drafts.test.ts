import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '@/protocol/events';
import type { WireConversation, WireDraft, WireEntry } from '@/protocol/messages';
import { pinnedIn, pinOf } from '../state/pinned';
import { initialState } from '../state/state';
import type { BrowserStorage, Draft } from './browser-storage';
import { openDrafts } from './drafts';
import { RequestRefused } from './request';
import { createStore } from './store';
import { syncDrafts } from './sync-drafts';

const ID = '0b6f4e4e-6c0d-4f6e-9a53-0d6c5c1f7a10';
const KEY = '@rui';
const NOW = Date.parse('2027-01-15T08:00:00Z');
/** The server's clock is ahead of this device's. */
const AHEAD_MS = 5_000;
const you = { id: 'ana', name: 'Ana', administrator: false, guest: false };

const entry: WireEntry = {
  conversation: { id: ID, kind: 'direct', with: 'rui' },
  seq: 1,
  rev: 1,
  message: {
    id: 'm1',
    clientId: 'c1',
    from: { kind: 'user', id: 'rui', name: 'Rui' },
    text: 'Coffee?',
    at: '2027-01-15T07:00:00Z',
  },
};
const info = (draft?: WireDraft): WireConversation => ({
  ...entry.conversation,
  ...{ title: 'Rui', topic: null, public: false, members: [], open: true, muted: false },
  ...{ head: 1, read: 1, unread: 0, mentions: 0, version: 1, last: entry },
  ...(draft && { draft }),
});

/** How long the server takes to answer. */
let slowMs = 0;

/** Returns a device: its store, its drafts, and the requests that it sent. */
function device(stored: Record<string, Draft> = {}, draft?: WireDraft) {
  const store = createStore(initialState(you));
  const kept = new Map(Object.entries(stored));
  const storage = {
    load: async () => ({ drafts: new Map(kept), unsent: new Map() }),
    keepDraft: (key: string, value: Draft | null) => void (value ? kept.set(key, value) : kept.delete(key)),
    listen: () => () => {},
  } as unknown as BrowserStorage;
  const drafts = openDrafts(storage);
  const asked: [string, { text: string; at: number }][] = [];
  const refusals: RequestRefused[] = [];
  const sync = syncDrafts({
    store,
    drafts,
    ask: async (event, payload) => {
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      if (event !== 'save_draft') return { entries: [entry] } as never;
      const { text, at } = payload as { text: string; at: number };
      asked.push([event, payload as never]);
      if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
      return { ok: true, draft: { text, at: new Date(at).toISOString() } } as never;
    },
  });
  const snapshot = {
    now: NOW + AHEAD_MS,
    you: { ...you, place: null },
    people: [],
    log: {
      entries: [],
      conversations: [info(draft)],
      complete: true,
      blocked: { version: 0, users: [] },
      pins: { version: 1, conversations: ['unknown', ID] },
    },
  } as unknown as Snapshot;
  store.dispatch({ type: 'snapshot', snapshot, cursors: {}, at: NOW });
  store.dispatch({ type: 'link', link: { state: 'ready' } });
  return { store, drafts, asked, refusals, sync, kept };
}
type Device = ReturnType<typeof device>;
const texts = ({ asked }: Device) => asked.map(([, { text }]) => text);
const received = ({ store }: Device, text: string, at: number, replyTo?: number) =>
  store.dispatch({
    type: 'draft',
    conversation: ID,
    draft: { text, at: new Date(at + AHEAD_MS).toISOString(), ...(replyTo && { replyTo }) },
  });

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  slowMs = 0;
  vi.useRealTimers();
});

test('[C18] a draft is saved when the user pauses, or after ten seconds of typing, with the server’s time', async () => {
  const here = device();
  here.drafts.set(KEY, { text: 'He' });
  await vi.advanceTimersByTimeAsync(1_000);
  here.drafts.set(KEY, { text: 'Hello' });
  await vi.advanceTimersByTimeAsync(1_400);
  expect(here.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(here.asked).toEqual([
    ['save_draft', { conversation: ID, text: 'Hello', at: NOW + 1_000 + AHEAD_MS }],
  ]);
  for (let n = 0; n < 20; n++) {
    here.drafts.set(KEY, { text: `Hello ${n}` });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(here.asked.length).toBeLessThanOrEqual(3);
  expect(here.asked.length).toBeGreaterThanOrEqual(2);
  here.sync.stop();
});

test('[C18] the later draft of two devices counts on both', async () => {
  const here = device();
  here.drafts.set(KEY, { text: 'written here' });
  await vi.advanceTimersByTimeAsync(2_000);
  received(here, 'older, written elsewhere', NOW - 1_000);
  expect(here.drafts.of(KEY)?.text).toBe('written here');
  received(here, 'newer, written elsewhere', NOW + 1_000, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(here.drafts.of(KEY)).toMatchObject({
    text: 'newer, written elsewhere',
    reply: { id: 'm1', seq: 1 },
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(texts(here)).toEqual(['written here']);
  received(here, '', NOW + 5_000);
  expect([here.drafts.of(KEY), here.kept.size]).toEqual([null, 0]);
});

test('[C18] a draft from before a reload is saved, and gives way to a newer one of the server', async () => {
  const old = { text: 'typed before', at: NOW - 60_000 };
  const here = device({ [KEY]: old });
  const there = device({ [KEY]: old }, { text: 'newer', at: new Date(NOW + AHEAD_MS - 1_000).toISOString() });
  for (const { drafts } of [here, there]) drafts.start();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(texts(here)).toEqual(['typed before']);
  expect([texts(there), there.drafts.of(KEY)?.text]).toEqual([[], 'newer']);
});

test('[C19] a message names the draft that it carries, if the server has one', async () => {
  const here = device();
  here.drafts.set(KEY, { text: 'quick' });
  expect(here.drafts.send(KEY)).toEqual({});
  here.drafts.set(KEY, { text: 'slow' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(here.drafts.send(KEY)).toEqual({ draftAt: NOW + AHEAD_MS });
  expect(here.drafts.of(KEY)).toBe(null);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(texts(here)).toEqual(['slow']);
  here.drafts.set(KEY, { text: 'deleted by hand' });
  await vi.advanceTimersByTimeAsync(2_000);
  here.drafts.set(KEY, { text: '' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(texts(here)).toEqual(['slow', 'deleted by hand', '']);
});

test('[C18] a refused draft is saved later; one of no conversation stays here', async () => {
  const here = device();
  const error = { code: 'rate_limited', message: '', retryable: true, retryAfter: 7 } as const;
  here.refusals.push(new RequestRefused({ error }));
  here.drafts.set('@nobody-yet', { text: 'local' });
  here.drafts.set(KEY, { text: 'later' });
  await vi.advanceTimersByTimeAsync(8_000);
  expect(here.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(texts(here)).toEqual(['later']);
  expect(here.drafts.of('@nobody-yet')?.text).toBe('local');
});

test('[C18] a change that is due while another is being saved is saved afterwards', async () => {
  const here = device();
  slowMs = 5_000;
  here.drafts.set(KEY, { text: 'first' });
  await vi.advanceTimersByTimeAsync(2_000);
  here.drafts.set(KEY, { text: 'second' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(texts(here)).toEqual(['first']);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(texts(here)).toEqual(['first', 'second']);
});

test('[C22] pinned conversations are in the order of the newest list', () => {
  const { store } = device();
  expect(pinnedIn(store.get()).map(({ id }) => id)).toEqual([ID]);
  expect([pinOf(store.get(), ID), pinOf(store.get(), 'other')]).toEqual([1, -1]);
  store.dispatch({ type: 'pins', pins: { version: 0, conversations: [] } });
  expect(pinOf(store.get(), ID)).toBe(1);
  store.dispatch({ type: 'pins', pins: { version: 2, conversations: [] } });
  expect(pinOf(store.get(), ID)).toBe(-1);
});
