import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { App } from '@/server/app';
import { refreshPresence } from '@/server/presence/change-presence';
import { publishHeldChanges } from '@/server/presence/publish-held-changes';
import { findExpired } from '@/server/presence/store';
import { createTestApp } from '@/tests/support/app';
import type { LiveSession } from './live-sessions';
import { startMaintenance } from './maintenance';
import { beat, endSessionsOfDeadNodes, findGone, reconcileSessions } from './store';

vi.mock('./store');
vi.mock('@/server/presence/store');
vi.mock('@/server/presence/change-presence');
vi.mock('@/server/presence/publish-held-changes');

const base = createTestApp();
/** The ids of nodes by their application. */
const ids = new Map<object, string>();
/** The heartbeats of nodes in milliseconds, by node id; each node has the session of one user. */
let heartbeats: Map<string, number>;
let published: { by: string | undefined; userIds: string[]; at: number }[];
/** How long the database takes for each query, and until when it answers none. */
let latency: number;
let stalled: Promise<void>;
const answer = async () => {
  await stalled;
  await new Promise((resolve) => setTimeout(resolve, latency));
};

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  heartbeats = new Map();
  published = [];
  latency = 0;
  stalled = Promise.resolve();
  for (const { pool } of [base.db, base.alertDb])
    vi.spyOn(pool, 'query').mockImplementation(() => Promise.reject(new Error('no database')));
  vi.spyOn(base.load, 'tick').mockReturnValue();
  vi.spyOn(base.outgoing, 'tick').mockResolvedValue();
  vi.spyOn(base.load, 'sheds').mockReturnValue(false);
  vi.mocked(findGone).mockResolvedValue([]);
  vi.mocked(findExpired).mockResolvedValue([]);
  vi.mocked(reconcileSessions).mockResolvedValue({ ended: [], back: [], lost: [] });
  vi.mocked(publishHeldChanges).mockResolvedValue();
  vi.mocked(beat).mockImplementation(async (_db, id) => {
    await answer();
    heartbeats.set(id, Date.now());
    return new Date();
  });
  vi.mocked(endSessionsOfDeadNodes).mockImplementation(async (_db, { deadAfterMs = 0, notAfter }) => {
    await answer();
    if (notAfter && Date.now() >= notAfter.getTime()) return [];
    const dead = [...heartbeats].filter(([, at]) => at < Date.now() - deadAfterMs).map(([id]) => id);
    for (const id of dead) heartbeats.delete(id);
    return dead.map((id) => `user of ${id}`);
  });
  vi.mocked(refreshPresence).mockImplementation(async (app, userIds) => {
    await answer();
    published.push({ by: ids.get(app), userIds, at: Date.now() });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

function createNode(id: string): App {
  const app = { ...base, id };
  ids.set(app, id);
  return app;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('[P12] a node that dies', () => {
  const moments = Array.from({ length: 14 }, (_, n) => 20_000 + n * 250);
  it.each([0, 1_000])(
    'is found, and its users are published, within 15 s, with %i ms for each query',
    async (ms) => {
      for (const moment of moments) {
        heartbeats.clear();
        published = [];
        latency = ms;
        const living = startMaintenance(createNode('living'));
        await pass(1_300);
        const dying = startMaintenance(createNode('dying'));
        await pass(moment);
        expect(published).toEqual([]);
        void dying.stop();
        const died = Date.now();
        await pass(15_000);
        expect(published).toEqual([{ by: 'living', userIds: ['user of dying'], at: expect.any(Number) }]);
        expect(published[0]?.at).toBeGreaterThan(died);
        void living.stop();
        await pass(10_000);
      }
    },
  );

  it('is not assumed dead when the database stopped the heartbeats of all nodes', async () => {
    const nodes = [startMaintenance(createNode('one')), startMaintenance(createNode('two'))];
    await pass(20_000);
    let answers = () => {};
    stalled = new Promise((resolve) => {
      answers = resolve;
    });
    await pass(30_000);
    answers();
    await pass(60_000);
    expect(published).toEqual([]);
    expect([...heartbeats.keys()].toSorted()).toEqual(['one', 'two']);
    for (const node of nodes) void node.stop();
  });
});

test('[P12] a session that begins keeps its row, and its socket stays, until it has begun', async () => {
  const session = (id: string, state: string) => ({
    id,
    socket: { id: `socket of ${id}`, data: { connection: { state } }, disconnect: vi.fn() },
  });
  const sessions = [session('begun', 'session'), session('begins', 'beginning')];
  vi.spyOn(base.sessions, 'list').mockReturnValue(sessions as unknown as LiveSession[]);
  const socketIds = sessions.map(({ socket }) => socket.id);
  vi.mocked(reconcileSessions).mockResolvedValue({ ended: [], back: [], lost: socketIds });
  const node = startMaintenance(createNode('reconciling'));
  await pass(11_000);
  void node.stop();
  expect(vi.mocked(reconcileSessions).mock.lastCall?.[2].map(({ socketId }) => socketId)).toEqual(socketIds);
  expect(sessions.map(({ socket }) => socket.disconnect.mock.calls)).toEqual([[[true]], []]);
});

test('idle sessions cost no statement and no timer each', async () => {
  const costOf = async (count: number) => {
    vi.clearAllMocks();
    const session = (n: number) => ({
      actor: { userId: `user-${n}`, credentialId: `credential-${n}`, via: 'token' },
      socket: { id: `socket-${n}`, data: { connection: { state: 'session' } } },
      caughtUp: true,
    });
    const sessions = Array.from({ length: count }, (_, n) => session(n) as unknown as LiveSession);
    vi.spyOn(base.sessions, 'list').mockReturnValue(sessions);
    const query = vi.spyOn(base.db.pool, 'query').mockImplementation(async () => ({ rows: [] }));
    const alertQuery = vi.spyOn(base.alertDb.pool, 'query').mockImplementation(async () => ({ rows: [] }));
    const transaction = vi.spyOn(base.db, 'transaction').mockResolvedValue(0);
    const node = startMaintenance(createNode('idle'));
    const timers = vi.getTimerCount();
    await pass(60_500);
    const statements = [
      query,
      alertQuery,
      transaction,
      beat,
      endSessionsOfDeadNodes,
      findGone,
      findExpired,
      reconcileSessions,
    ];
    const cost = { timers, statements: statements.map((mock) => vi.mocked(mock).mock.calls.length) };
    void node.stop();
    await pass(10_000);
    return cost;
  };
  expect(await costOf(1_000)).toEqual(await costOf(1));
});

test('a job that does not end delays the stop of its node by 4 s at most', async () => {
  vi.mocked(publishHeldChanges).mockReturnValue(new Promise(() => {}));
  const node = startMaintenance(createNode('stopping'));
  await pass(10_000);
  const stopped = vi.fn();
  void node.stop().then(stopped);
  await pass(3_900);
  expect(stopped).not.toHaveBeenCalled();
  await pass(200);
  expect(stopped).toHaveBeenCalled();
});

describe('[P9] positions', () => {
  it('are deleted while cells are still being published', async () => {
    vi.mocked(publishHeldChanges).mockReturnValue(new Promise(() => {}));
    const forget = vi.spyOn(base.positionTracker, 'forget');
    startMaintenance(createNode('busy'));
    await pass(10_000);
    expect(publishHeldChanges).toHaveBeenCalledTimes(1);
    expect(forget).toHaveBeenCalledTimes(10);
  });
});
