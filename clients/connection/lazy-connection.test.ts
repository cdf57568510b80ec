import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { initialState } from '../state/state';
import type { Connection, ConnectionOptions } from './connection';
import { connectLazily } from './lazy-connection';
import { ConnectionLost } from './request';
import { createStore } from './store';

const you = { id: 'ist1100001', name: 'Ana Silva', administrator: false, guest: false };

function begin(load: () => Promise<void>) {
  const store = createStore(initialState(you));
  const connections: { [K in keyof Connection]: ReturnType<typeof vi.fn> }[] = [];
  const connect = () => {
    const marks = { ask: vi.fn(async () => ({ ok: true })), pump: vi.fn(), retry: vi.fn(), stop: vi.fn() };
    connections.push(marks);
    return marks as unknown as Connection;
  };
  const options = { store, session: {}, ticket: vi.fn() } as unknown as ConnectionOptions;
  const connection = connectLazily(() => load().then(() => ({ connect })), options);
  return { store, connections, connection };
}

describe('a connection whose code comes later', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('can be asked once it is there', async () => {
    const { connections, connection } = begin(async () => {});
    await expect(connection.ask('list_channels', {})).rejects.toBeInstanceOf(ConnectionLost);
    await vi.runAllTimersAsync();
    expect(await connection.ask('list_channels', {})).toEqual({ ok: true });
    connection.pump();
    connection.retry();
    connection.stop();
    const [only, ...more] = connections;
    expect(more).toEqual([]);
    for (const call of [only?.pump, only?.retry, only?.stop]) expect(call).toHaveBeenCalledTimes(1);
  });

  it('is tried again when its code does not come, and says when; at once where somebody asks for it', async () => {
    let down = true;
    const load = vi.fn(async () => {
      if (down) throw new Error('no network');
    });
    const { store, connections, connection } = begin(load);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.get().link).toMatchObject({ state: 'waiting' });
    connection.retry();
    connection.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(load).toHaveBeenCalledTimes(2);
    down = false;
    await vi.runAllTimersAsync();
    expect(load).toHaveBeenCalledTimes(3);
    expect(connections).toHaveLength(1);
  });

  it('does not begin after it was stopped', async () => {
    const { connections, connection } = begin(async () => {});
    connection.stop();
    await vi.runAllTimersAsync();
    expect(connections).toEqual([]);
  });
});
