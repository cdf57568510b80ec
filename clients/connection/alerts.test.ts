import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exampleAlert } from '@/protocol/events/examples';
import { initialState, type Link } from '../state/state';
import { readPublicAlerts } from './public-alerts';
import { reportAlerts } from './report-alerts';
import { createStore } from './store';

const YOU = { id: 'ana', name: 'Ana', administrator: false, guest: false };
const { id } = exampleAlert;
const alert = (revision: number, active = true) => ({
  ...exampleAlert,
  kind: 'live' as const,
  revision,
  active,
});
const storeIn = (link: Link) => createStore({ ...initialState(YOU), link });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('[H7] each revision is reported when it arrives and when it is shown, again after a lost receipt', async () => {
  const store = storeIn({ state: 'ready' });
  const receipts: unknown[] = [];
  let lost = true;
  const ask = async (_: string, { revision, state }: { revision: number; state: string }) => {
    receipts.push([revision, state]);
    if (lost) throw new Error('lost');
  };
  const { pump } = reportAlerts({ store, ask: ask as never });
  store.dispatch({ type: 'alert', alert: alert(1), reason: 'inside' });
  await vi.runAllTimersAsync();
  lost = false;
  pump();
  store.dispatch({ type: 'alert noted', id, note: { shown: 1 } });
  store.dispatch({ type: 'alert', alert: alert(1), reason: 'inside' });
  await vi.runAllTimersAsync();
  store.dispatch({ type: 'alert', alert: alert(2), reason: 'inside' });
  await vi.runAllTimersAsync();
  expect(receipts).toEqual([
    [1, 'received'],
    [1, 'received'],
    [1, 'displayed'],
    [2, 'received'],
  ]);
});

test('[H4] while no node answers the public list is read, and afterwards for an alert that only it has', async () => {
  const store = storeIn({ state: 'ready' });
  let list: object | null = { version: 1, alerts: [alert(1)] };
  const read = vi.fn(async () => ({ ok: list !== null, status: list ? 200 : 502, json: async () => list }));
  const stop = readPublicAlerts({ store, read, random: () => 0.5 });
  const next = () => vi.advanceTimersByTimeAsync(10_000);
  await next();
  expect(read).not.toHaveBeenCalled();
  store.dispatch({ type: 'link', link: { state: 'waiting', until: 0 } });
  await next();
  expect(store.get().alerts[id]).toMatchObject({ reason: null, alert: { revision: 1 } });
  // Nothing that is no list, and no older list, changes anything.
  for (list of [null, { version: 2 }, { version: 1, alerts: [{ id }] }, { version: 1, alerts: [] }])
    await next();
  expect(store.get().alerts[id]?.alert.active).toBe(true);
  store.dispatch({ type: 'alert noted', id, note: { shown: 1 } });
  store.dispatch({ type: 'link', link: { state: 'ready' } });
  list = { version: 1, alerts: [alert(2, false)] };
  await next();
  expect(store.get().alerts[id]?.alert.active).toBe(false);
  const asked = read.mock.calls.length;
  await next();
  expect(read).toHaveBeenCalledTimes(asked);
  stop();
});

test('the list is not asked for again where there is none', async () => {
  const read = vi.fn(async () => ({ ok: false, status: 404, json: async () => null }));
  readPublicAlerts({ store: storeIn({ state: 'waiting', until: 0 }), read });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(read).toHaveBeenCalledTimes(1);
});
