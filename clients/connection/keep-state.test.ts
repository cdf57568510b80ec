import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '@/protocol/events';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { initialState } from '../state/state';
import type { BrowserStorage } from './browser-storage';
import { keepState } from './keep-state';
import { createStore } from './store';

const you = { id: 'ana', name: 'Ana', administrator: false, guest: false };
const place = { sharing: false, building: null, declared: false, state: 'off', range: 50 } as const;
const info = (id: string) =>
  ({
    ...{ id, kind: 'group', with: null, title: id, topic: null, public: false, members: [], open: true },
    ...{ muted: false, head: 1, read: 0, unread: 1, mentions: 0, version: 1, last: null },
  }) as unknown as WireConversation;
const entry = (conversation: string) =>
  ({
    conversation: { id: conversation, kind: 'group', with: null },
    ...{ seq: 1, rev: 1 },
    message: {
      id: 'm',
      clientId: 'c',
      from: { kind: 'user', ...you },
      text: 'hello',
      at: '2027-01-15T08:00:00Z',
    },
  }) as WireEntry;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { visibilityState: 'visible', addEventListener() {}, removeEventListener() {} });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Returns a browser's storage, and a visit to the page with it. */
function browser() {
  const records = new Map<string, string>();
  const storage = {
    read: async (kind: string) =>
      new Map(
        [...records]
          .filter(([name]) => name.startsWith(`${kind} `))
          .map(([name, value]) => [name.slice(kind.length + 1), JSON.parse(value)]),
      ),
    write: async (kind: string, key: string, value: unknown) =>
      void (value === undefined
        ? records.delete(`${kind} ${key}`)
        : records.set(`${kind} ${key}`, JSON.stringify(value))),
  } as unknown as BrowserStorage;
  async function visit(user: typeof you, conversations: string[] | null) {
    const store = createStore(initialState(user));
    const { restored, stop } = keepState(store, storage);
    await restored;
    const kept = store.get();
    if (conversations) {
      const log = { entries: [], complete: true, blocked: { version: 0, users: [] } };
      const snapshot = { session: 's', version: 1, now: 0, you: { ...user, place }, people: [] };
      store.dispatch({
        type: 'snapshot',
        snapshot: {
          ...snapshot,
          log: { ...log, conversations: conversations.map(info) },
        } as unknown as Snapshot,
        cursors: {},
      });
      store.dispatch({ type: 'entries', entries: conversations.map(entry) });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    stop();
    return kept;
  }
  return { records, visit };
}

test('the next visit begins with the conversations of the last one', async () => {
  const { visit } = browser();
  expect((await visit(you, ['a', 'b'])).kept).toBe(false);
  const kept = await visit(you, null);
  expect([kept.kept, Object.keys(kept.log)]).toEqual([true, ['a', 'b']]);
});

test('[U10] a conversation that exists no more for the user is deleted from the browser', async () => {
  const { records, visit } = browser();
  await visit(you, ['a', 'b']);
  await visit(you, ['b']);
  expect([...records.keys()].sort()).toEqual(['conversation b', 'state state']);
});

test('[U10] another user’s state is not shown', async () => {
  const { visit } = browser();
  await visit(you, ['a']);
  expect((await visit({ ...you, id: 'rui' }, null)).kept).toBe(false);
});
