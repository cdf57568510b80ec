import { afterEach, expect, test, vi } from 'vitest';
import { startClient } from './client';

afterEach(() => void vi.useRealTimers());

test('the sign-in is renewed in time while the client is connected, until it stops', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const renewInTime = vi.fn(async () => {});
  const client = startClient(
    {
      session: {
        version: 1,
        server: 'http://127.0.0.1:1',
        user: { id: 'ana', name: 'Ana', guest: false },
        credential: { kind: 'token', token: 't' },
      },
      ticket: () => new Promise(() => {}),
      call: async () => null,
      renewInTime,
    },
    null,
  );
  vi.advanceTimersByTime(30_000);
  expect(renewInTime).not.toHaveBeenCalled();
  client.store.dispatch({ type: 'link', link: { state: 'ready' } });
  vi.advanceTimersByTime(30_000);
  expect(renewInTime).toHaveBeenCalledTimes(2);
  await client.stop();
  vi.advanceTimersByTime(30_000);
  expect(renewInTime).toHaveBeenCalledTimes(2);
});
