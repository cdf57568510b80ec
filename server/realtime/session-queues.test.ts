import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Db } from '@/db/client';
import type { LiveSession } from './live-sessions';
import { createSessionQueues } from './session-queues';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const sessionOf = (userId: string, connected = true) =>
  ({ actor: { userId }, socket: { connected } }) as unknown as LiveSession;

/** `stamps`: what the database has now; `starting`: the number of sessions that are being stored. */
function open({ stamps = {} as Record<string, string>, starting = 0 } = {}) {
  const state = { starting };
  const opened: string[] = [];
  const resynced: string[] = [];
  const rows = Object.entries(stamps).map(([userId, stamp]) => ({ userId, stamp }));
  const queues = createSessionQueues({
    db: { pool: { query: async () => ({ rows }) } } as unknown as Db,
    sessionWriter: { starting: () => state.starting } as never,
    receive: (session, onOpen) => {
      opened.push(session.actor.userId);
      onOpen();
    },
    resync: async (session) => void resynced.push(session.actor.userId),
  });
  return { queues, state, opened, resynced };
}

test('[C11] queues of a herd are opened behind it, those of clients that left are not', async () => {
  const { queues, state, opened } = open({ starting: 100 });
  for (let n = 0; n < 150; n++) queues.open(sessionOf(`user ${n}`, n !== 149), '');
  expect(opened).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(opened.length).toBe(10);
  state.starting = 0;
  queues.open(sessionOf('later'), '');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(opened.length).toBe(150);
  expect(opened.at(-1)).toBe('later');
  queues.open(sessionOf('alone'), '');
  expect(opened.at(-1)).toBe('alone');
});

test('[C11] a client that left takes no place of the others, and is forgotten', async () => {
  const { queues, opened } = open({ starting: 100 });
  const ended = Array.from({ length: 20 }, (_, n) => sessionOf(`ended ${n}`));
  for (const session of ended) queues.open(session, '');
  for (let n = 0; n < 20; n++) queues.open(sessionOf(`left ${n}`, false), '');
  for (let n = 0; n < 6; n++) queues.open(sessionOf(`user ${n}`), '');
  for (const session of ended) queues.forget(session);
  await vi.advanceTimersByTimeAsync(100);
  expect(opened).toEqual(['user 0', 'user 1', 'user 2', 'user 3', 'user 4']);
});

test('[D7] a session reads the log again exactly if something happened before its queue was open', async () => {
  const { queues, resynced } = open({ stamps: { ana: '1 a', rui: '2 b' } });
  queues.open(sessionOf('ana'), '1 a');
  queues.open(sessionOf('rui'), '1 b');
  queues.open(sessionOf('eva'), '1 c'); // erased meanwhile
  await vi.waitFor(() => expect(resynced).toEqual(['rui', 'eva']));
});
