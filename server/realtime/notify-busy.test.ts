import { expect, test, vi } from 'vitest';
import { createTestApp } from '@/tests/support/app';
import type { LiveSession } from './live-sessions';
import { createBusyNotifier } from './notify-busy';

test('[S21] each client is told once that the node is overloaded, and once that it no longer is', async () => {
  const pushed: [string, unknown][] = [];
  const session = (id: string, more: Partial<LiveSession> = {}) =>
    ({ id, keepsLog: true, lagging: false, busyReported: false, ...more }) as LiveSession;
  const slow = session('slow', { lagging: true });
  const list = [session('a'), session('b'), slow, session('legacy', { keepsLog: false })];
  const app = createTestApp();
  const notifyBusy = createBusyNotifier(app);
  const isBusy = vi.spyOn(app.load, 'isBusy').mockReturnValue(true);
  const listed = vi.spyOn(app.sessions, 'list').mockReturnValue(list);
  vi.spyOn(app.sessions, 'push').mockImplementation(
    ({ id, lagging }, _, ...[busy]) => void (lagging || pushed.push([id, busy])),
  );
  const next = async () => {
    await notifyBusy();
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
  listed.mockClear();
  expect(await next()).toEqual([]);
  expect(listed).not.toHaveBeenCalled();
  isBusy.mockReturnValue(false);
  expect(await next()).toEqual(['a', 'b', 'slow', 'new'].map((id) => [id, false]));
});
