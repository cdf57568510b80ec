import { afterEach, expect, test, vi } from 'vitest';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { readFirstState } from './first-state';

const actor = { kind: 'user', userId: 'u1' } as UserActor;
type App = Parameters<typeof readFirstState>[0];

/** Returns an application whose list of conversations is read by `listRecent`, and what it logs and takes. */
function appWith({ listRecent = async () => ({}), take = vi.fn(), busy = false }: Record<string, unknown>) {
  const error = vi.fn();
  const showLocation = vi.fn(async () => ({ place: 'here' }));
  const app = {
    load: { isBusy: () => busy },
    limits: { take },
    log: { error },
    commands: { showLocation, listRecent },
  } as unknown as App;
  return { app, error, showLocation, take };
}

afterEach(() => void vi.useRealTimers());

test('the first picture counts as a request of the user, and is left out beyond the limit', async () => {
  const { app, take } = appWith({});
  expect(await readFirstState(app, actor)).toEqual({ place: 'here' });
  expect(take).toHaveBeenCalledExactlyOnceWith('request', 'u1');
  const refused = appWith({
    take: () => {
      throw fail('rate_limited', 'Too many requests.');
    },
  });
  expect(await readFirstState(refused.app, actor)).toBeNull();
  expect(refused.showLocation).not.toHaveBeenCalled();
  expect(refused.error).not.toHaveBeenCalled();
});

test('the page comes without the first picture when it fails, and the failure is logged', async () => {
  const { app, error } = appWith({ listRecent: () => Promise.reject(new Error('broken')) });
  expect(await readFirstState(app, actor)).toBeNull();
  expect(error).toHaveBeenCalledOnce();
});

test('the page comes without the first picture when it takes too long, or the node is busy', async () => {
  vi.useFakeTimers();
  const first = readFirstState(appWith({ listRecent: () => new Promise(() => {}) }).app, actor);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await first).toBeNull();
  const busy = appWith({ busy: true });
  expect(await readFirstState(busy.app, actor)).toBeNull();
  expect(busy.take).not.toHaveBeenCalled();
});
