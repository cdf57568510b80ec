import { expect, test } from 'vitest';
import type { LiveSession, LiveSessions } from './live-sessions';
import { tellBusy } from './tell-busy';

test('[S21] each client is told once that the node does not keep up, and once that it does again', async () => {
  const told: [string, unknown][] = [];
  const session = (id: string, more: Partial<LiveSession> = {}) =>
    ({ id, modern: true, behind: false, toldBusy: false, ...more }) as LiveSession;
  const slow = session('slow', { behind: true });
  const list = [session('a'), session('b'), slow, session('original', { modern: false })];
  const load = { busy: true, isBusy: () => load.busy };
  const sessions = {
    list: () => list,
    push: ({ id, behind }: LiveSession, _: 'busy', busy: unknown) => void (behind || told.push([id, busy])),
  } as unknown as LiveSessions;
  const app = { load, sessions } as unknown as Parameters<typeof tellBusy>[0];
  const next = async () => {
    await tellBusy(app);
    return told.splice(0);
  };

  expect(await next()).toEqual([
    ['a', true],
    ['b', true],
  ]);
  expect(await next()).toEqual([]);
  slow.behind = false;
  list.push(session('new', { toldBusy: true })); // by its snapshot
  expect(await next()).toEqual([['slow', true]]);
  load.busy = false;
  expect(await next()).toEqual(['a', 'b', 'slow', 'new'].map((id) => [id, false]));
});
