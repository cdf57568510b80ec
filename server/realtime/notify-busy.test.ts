import { expect, test } from 'vitest';
import type { LiveSession, LiveSessions } from './live-sessions';
import { notifyBusy } from './notify-busy';

test('[S21] each client is told once that the node is overloaded, and once that it no longer is', async () => {
  const pushed: [string, unknown][] = [];
  const session = (id: string, more: Partial<LiveSession> = {}) =>
    ({ id, keepsLog: true, lagging: false, busyReported: false, ...more }) as LiveSession;
  const slow = session('slow', { lagging: true });
  const list = [session('a'), session('b'), slow, session('legacy', { keepsLog: false })];
  const load = { busy: true, isBusy: () => load.busy };
  const sessions = {
    list: () => list,
    push: ({ id, lagging }: LiveSession, _: 'busy', busy: unknown) =>
      void (lagging || pushed.push([id, busy])),
  } as unknown as LiveSessions;
  const app = { load, sessions } as unknown as Parameters<typeof notifyBusy>[0];
  const next = async () => {
    await notifyBusy(app);
    return pushed.splice(0);
  };

  expect(await next()).toEqual([
    ['a', true],
    ['b', true],
  ]);
  expect(await next()).toEqual([]);
  slow.lagging = false;
  list.push(session('new', { busyReported: true })); // told by its snapshot
  expect(await next()).toEqual([['slow', true]]);
  load.busy = false;
  expect(await next()).toEqual(['a', 'b', 'slow', 'new'].map((id) => [id, false]));
});
