import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Db } from '@/db/client';
import type { WireAlert } from '@/protocol/alerts';
import { exampleAlert } from '@/protocol/events/examples';
import type { PresenceState } from '@/server/presence/store';
import { walkAtRandom } from '@/tests/support/alert-walks';
import { LONG_TESTS } from '@/tests/support/long-tests';
import { type AlertEvent, createAlertBoard } from './board';

const alert = (change: Partial<WireAlert> = {}): WireAlert => ({
  ...exampleAlert,
  kind: 'live',
  area: { campus: null, buildings: [{ id: 'a', name: 'A' }] },
  ...change,
});
const building = (id: string) => ({
  id,
  name: id,
  campusId: 'campus',
  polygon: null,
  latitude: 38,
  longitude: -9,
  radius: 20,
});
let version = 0;
const presence = (userId: string, buildingId: string | null): PresenceState => ({
  userId,
  username: userId,
  name: userId,
  version: ++version,
  online: true,
  sharing: false,
  end: 'gone',
  until: null,
  cell: null,
  device: null,
  range: 128,
  blocked: [],
  buildingId,
  declared: false,
  room: null,
});

function createBoard(here: (userId: string) => boolean = () => true) {
  const sent: {
    userId: string;
    id: string;
    revision: number;
    active: boolean;
    kind: string;
    reason: string;
  }[] = [];
  const people = new Map<string, PresenceState>();
  const board = createAlertBoard({
    db: {} as Db,
    places: { get: building, buildings: () => ['a', 'b'].map(building) },
    sockets: {
      send(userIds, { id, revision, active, kind }, reason) {
        const told = [...userIds].filter(here);
        sent.push(...told.map((userId) => ({ userId, id, revision, active, kind, reason })));
        return told.map((userId) => ({ userId, device: 'device' }));
      },
      refreshConsole() {},
      has: here,
    },
    presences: () => people.values(),
  });
  return {
    board,
    sent,
    move(userId: string, buildingId: string | null) {
      const old = people.get(userId);
      const state = presence(userId, buildingId);
      people.set(userId, state);
      board.moved(old, state);
    },
  };
}

test('[H4] whatever order revisions come in, nobody is sent an older one after a newer, nor one after the end', () => {
  const ids = ['5d1c52a4-3f2b-4c7e-8f0a-2b7f0f1f9b21', '0b6f4e4e-6c0d-4f6e-9a53-0d6c5c1f7a10'];
  const revisions = ids.flatMap((id, n) =>
    Array.from({ length: 6 }, (_, at): AlertEvent => {
      const kind = n === 0 ? 'live' : 'exercise';
      const told = { inside: ['ana', 'rui'], left: ['eva'] };
      return { alert: alert({ id, kind, revision: at + 1, active: at < 5 }), told };
    }),
  );
  const act = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...revisions) },
    {
      weight: 2,
      arbitrary: fc.record({
        userId: fc.constantFrom('ana', 'rui', 'eva', 'new'),
        to: fc.constantFrom('a', 'b', null),
      }),
    },
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const { board, sent, move } = createBoard();
      for (const each of acts) {
        if ('alert' in each) board.apply(each);
        else move(each.userId, each.to);
      }
      const last = new Map<string, { revision: number; active: boolean }>();
      for (const { userId, id, revision, active, kind, reason } of sent) {
        expect(kind).toBe(id === ids[0] ? 'live' : 'exercise');
        if (kind === 'exercise') expect(userId).not.toBe('new');
        const before = last.get(`${userId} ${id}`);
        // Each revision once; nothing after the end.
        if (before) expect([before.active, revision > before.revision]).toEqual([true, true]);
        if (reason === 'entered' && !before) expect(active).toBe(true);
        last.set(`${userId} ${id}`, { revision, active });
      }
    }),
    { numRuns: LONG_TESTS ? 20_000 : 500 },
  );
});

test('[H6] who enters while a live alert is active is told once, and gets every later revision', () => {
  const { board, sent, move } = createBoard();
  move('early', 'a');
  board.apply({ alert: alert(), told: { inside: ['ana'] } });
  move('late', 'b');
  move('late', 'a');
  move('late', null);
  move('late', 'a');
  move('ana', 'a');
  expect(sent.map(({ userId, reason }) => [userId, reason])).toEqual([
    ['ana', 'inside'],
    ['early', 'entered'],
    ['late', 'entered'],
  ]);
  sent.length = 0;
  // The update was written before the two were stored as told.
  board.apply({ alert: alert({ revision: 2, type: 'all_clear', active: false }), told: { inside: ['ana'] } });
  expect(sent.map(({ userId }) => userId).sort()).toEqual(['ana', 'early', 'late']);
  sent.length = 0;
  move('later', 'a');
  expect(sent).toEqual([]);
});

test('[H5][H6] whom an alert reaches, then and until its end, equals an oracle for any walks', () => {
  expect(walkAtRandom({ walks: LONG_TESTS ? 100_000 : 2_000, seed: 13 })).toEqual([]);
});

test('[H3] an exercise reaches nobody who enters', () => {
  const { board, sent, move } = createBoard();
  board.apply({ alert: alert({ kind: 'exercise' }), told: { group: ['ana'] } });
  move('late', 'a');
  expect(sent.map(({ userId }) => userId)).toEqual(['ana']);
});

test('[H5] a campus has its buildings, and who left one lately is told', () => {
  const { board, move } = createBoard();
  move('ana', 'b');
  move('rui', 'a');
  move('rui', 'elsewhere');
  const area = { campus: { id: 'campus', name: 'Campus' }, buildings: [] };
  expect(Object.fromEntries([...board.audienceOf(area)].map(([id, { reason }]) => [id, reason]))).toEqual({
    ana: 'inside',
    rui: 'left',
  });
});
