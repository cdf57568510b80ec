import { expect, test } from 'vitest';
import type { Snapshot } from '@/protocol/events';
import { exampleAlert } from '@/protocol/events/examples';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { alertsToShow } from './alert-lists';
import { conversationsToKeep, type Kept, keptStateOf, restore, shortened } from './kept';
import { cursorsOf } from './log';
import { reduce } from './reduce';
import { initialState, type State } from './state';

const NOW = Date.UTC(2027, 0, 15, 9);
const ID = '0b6f4e4e-6c0d-4f6e-9a53-0d6c5c1f7a10';
const you = { id: 'ana', name: 'Ana', administrator: false, guest: false };
const place = { sharing: false, building: null, declared: false, state: 'off', range: 50 } as const;

const entry = (seq: number): WireEntry => ({
  conversation: { id: ID, kind: 'direct', with: 'rui' },
  seq,
  rev: seq,
  message: {
    id: `m${seq}`,
    clientId: `c${seq}`,
    from: { kind: 'user', id: 'rui', name: 'Rui' },
    text: `text ${seq}`,
    at: new Date(Date.UTC(2027, 0, 15, 8, 0, seq)).toISOString(),
  },
});
const info = (head: number): WireConversation => ({
  ...{ id: ID, kind: 'direct', with: 'rui', title: 'Rui', topic: null, public: false, members: [] },
  ...{ open: true, muted: false, head, read: 0, unread: head, mentions: 0, version: 1, last: entry(head) },
});

/** Returns the state of a page that has received messages 1 to `count`. */
function online(count: number): State {
  const snapshot = {
    session: 's',
    version: 1,
    now: 1_000,
    you: { ...you, place },
    people: [{ id: 'rui', name: 'Rui', band: 'near', inBuilding: false, declared: false }],
    log: {
      entries: [],
      conversations: [{ ...info(1), head: 0 }],
      complete: true,
      blocked: { version: 3, users: ['eva'] },
    },
  } as unknown as Snapshot;
  const begun = reduce(initialState(you), { type: 'snapshot', snapshot, cursors: {}, at: 0 });
  const entries = Array.from({ length: count }, (_, n) => entry(n + 1));
  return reduce(begun, { type: 'entries', entries });
}

/** Returns what a browser keeps of a state, as it reads it later. */
const stored = (state: State): Kept =>
  JSON.parse(
    JSON.stringify({
      state: keptStateOf(state),
      log: Object.fromEntries([...conversationsToKeep(state.log)].map(([id, each]) => [id, shortened(each)])),
    }),
  );

test('a page starts with the conversations, names and blocks that the browser keeps, and without people around', () => {
  const restored = restore(initialState(you), stored(online(3)), NOW);
  expect(restored.kept).toBe(true);
  expect(restored.loaded).toBe(false);
  expect(restored.log[ID]?.entries.map(({ message }) => message.text)).toEqual([
    'text 1',
    'text 2',
    'text 3',
  ]);
  expect(restored.names.rui).toBe('Rui');
  expect(restored.blocks).toEqual({ version: 3, users: new Set(['eva']) });
  expect(restored.people).toEqual({});
});

test('the connection asks for what came after the kept messages', () => {
  expect(cursorsOf(restore(initialState(you), stored(online(3)), NOW).log)).toEqual({ [ID]: 3 });
});

test('the newest hundred messages of a conversation are kept, and the earlier ones can be read again', () => {
  const kept = stored(online(130)).log[ID];
  expect(kept?.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, n) => n + 31));
  expect([kept?.from, kept?.cursor, kept?.start]).toEqual([31, 130, false]);
});

test('what another user, another version or an older visit stored changes nothing', () => {
  const kept = stored(online(3));
  const state = initialState(you);
  expect(restore(initialState({ ...you, id: 'rui' }), kept, NOW).log).toEqual({});
  expect(restore(state, { ...kept, state: { ...kept.state, version: 0 } }, NOW)).toBe(state);
  const loaded = online(1);
  expect(restore(loaded, kept, NOW)).toBe(loaded);
});

test('what the server wrote into the page is newer than what the browser keeps, except the messages', () => {
  const first = { place: { ...place, range: 99 }, people: [], names: [] };
  const log = { entries: [], complete: true, blocked: { version: 3, users: ['eva'] } };
  const loaded = reduce(initialState(you), {
    type: 'first',
    first: { ...first, log: { ...log, conversations: [{ ...info(5), version: 2 }] } },
  });
  const restored = restore(loaded, stored(online(3)), NOW);
  expect(restored.place?.range).toBe(99);
  expect(restored.log[ID]).toMatchObject({ cursor: 3, info: { head: 5, version: 2 } });
  expect(restored.log[ID]?.entries.length).toBe(3);
  const far = reduce(initialState(you), {
    type: 'first',
    first: { ...first, log: { ...log, conversations: [{ ...info(500), version: 2 }] } },
  });
  expect(restore(far, stored(online(3)), NOW).log[ID]).toMatchObject({ cursor: 500, entries: [] });
});

test('[U10] of kept conversations the page shows only those that name no user who was erased meanwhile', () => {
  const at = (erasures: string, count?: number): State =>
    reduce(initialState(you), {
      type: 'first',
      first: {
        ...{ place, people: [], names: [] },
        log: {
          ...{ entries: [], complete: true, blocked: { version: 3, users: [] }, erasures },
          conversations: [{ ...info(3), ...(count !== undefined && { erasures: count }) }],
        },
      },
    });
  const kept = (count?: number) => stored(reduce(at('a', count), { type: 'entries', entries: [entry(4)] }));
  const shown = (state: State, of: Kept) => restore(state, of, NOW).log[ID]?.entries.length;
  expect(shown(at('a', 0), kept(0))).toBe(1);
  expect(shown(at('b', 0), kept(0))).toBe(1);
  expect(shown(at('b', 1), kept(0))).toBe(0);
  // An earlier version of the page or of the node does not know.
  expect(shown(at('b', 0), kept())).toBe(0);
  expect(shown(at('b'), kept())).toBe(0);
  const { names, erasures } = restore(at('b', 0), kept(0), NOW);
  expect([names.rui, erasures]).toEqual([undefined, 'b']);
});

/** Returns the state after the snapshot of a later visit. */
function later(kept: Kept, erasures: string, conversations: WireConversation[]): State {
  const log = {
    entries: [],
    conversations,
    complete: true,
    blocked: { version: 3, users: ['eva'] },
    erasures,
  };
  const snapshot = { session: 's', version: 1, now: 1_000, you: { ...you, place }, people: [], log };
  const restored = restore(initialState(you), kept, NOW);
  return reduce(restored, {
    type: 'snapshot',
    snapshot: snapshot as unknown as Snapshot,
    cursors: cursorsOf(restored.log),
    at: 0,
  });
}

test('[U10] kept messages and names stay until a user is erased, and kept conversations while they exist', () => {
  const before = online(3);
  const kept = stored({ ...before, erasures: 'a' });
  const same = later(kept, 'a', [info(3)]);
  expect([same.log[ID]?.entries.length, same.names.rui, same.kept]).toEqual([3, 'Rui', false]);
  const erased = later(kept, 'b', [info(3)]);
  expect([erased.log[ID]?.entries.length, erased.names.rui, erased.erasures]).toEqual([0, undefined, 'b']);
  // Somebody else, of whom this conversation showed nothing.
  const counted = { ...info(3), erasures: 1 };
  const knows = { state: kept.state, log: { [ID]: { ...kept.log[ID], erasures: 1 } } } as unknown as Kept;
  const other = later(knows, 'b', [{ ...counted, title: 'as now' }]);
  expect([other.log[ID]?.entries.length, other.names, other.erasures]).toEqual([
    3,
    { ana: 'Ana', rui: 'Rui' },
    'b',
  ]);
  expect(other.log[ID]?.info?.title).toBe('as now');
  expect(later(knows, 'b', [{ ...info(3), erasures: 2 }]).log[ID]?.entries.length).toBe(0);
  expect(later(kept, 'a', []).log).toEqual({});
  // A sync does not hide an erasure from the next snapshot.
  const result = {
    entries: [],
    conversations: [info(3)],
    complete: true,
    blocked: { version: 3, users: [] },
  };
  const synced = reduce(same, { type: 'synced', result: { ...result, erasures: 'b' }, cursors: {} });
  expect([synced.erasures, synced.log[ID]?.entries.length]).toEqual(['a', 3]);
});

test('[H4] alerts are kept with what was shown of them, also for a page that is connected, for a day after their end', () => {
  const shown = (state: State, note: object) =>
    reduce(state, { type: 'alert noted', id: exampleAlert.id, note });
  const told = reduce(online(1), { type: 'alert', alert: exampleAlert, reason: 'group' });
  const due = { answer: 'help' as const, place: 'room 2' };
  const kept = stored(shown(told, { shown: 1, closed: 1, answer: 'safe', due }));
  const ended = { ...exampleAlert, revision: 2, type: 'all_clear' as const, active: false };
  // The snapshot and the end came first.
  const loaded = reduce(online(1), { type: 'alert', alert: ended, reason: 'group' });
  expect(alertsToShow(loaded.alerts)).toEqual([]);
  const at = Date.parse(exampleAlert.at) - kept.state.clock;
  for (const state of [loaded, { ...loaded, loaded: false }]) {
    const restored = restore(state, kept, at + 23 * 3_600_000);
    expect(alertsToShow(restored.alerts)).toMatchObject([
      { alert: { revision: 2 }, shown: 1, answer: 'safe', due },
    ]);
    expect(restore(state, kept, at + 25 * 3_600_000).alerts).toEqual({});
  }
});
