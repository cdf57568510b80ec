import { backoff } from '@/protocol/backoff';
import type { Connection, ConnectionOptions } from './connection';
import { ConnectionLost } from './request';

/** Milliseconds before the code is loaded again: a random delay whose bound doubles from `first` to `longest`. */
const RELOAD_MS = { first: 500, longest: 30_000 };

/**
 * Returns a connection whose code is loaded first by `load`, with retries. Until it is loaded `ask` rejects with
 * `ConnectionLost`; messages that wait in the state are sent afterwards.
 */
export function connectLazily(
  load: () => Promise<{ connect: (options: ConnectionOptions) => Connection }>,
  options: ConnectionOptions,
): Connection {
  let connection: Connection | null = null;
  let loading = false;
  let stopped = false;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function start() {
    clearTimeout(timer);
    if (loading || stopped || connection) return;
    loading = true;
    options.store.dispatch({ type: 'link', link: { state: 'connecting' } });
    try {
      const { connect } = await load();
      if (!stopped) connection = connect(options);
    } catch {
      const delay = backoff(attempts++, RELOAD_MS);
      if (!stopped)
        options.store.dispatch({ type: 'link', link: { state: 'waiting', until: Date.now() + delay } });
      timer = setTimeout(start, delay);
    }
    loading = false;
  }

  void start();
  return {
    ask: (event, payload) =>
      connection?.ask(event, payload) ?? Promise.reject(new ConnectionLost('not connected yet')),
    pump: () => connection?.pump(),
    retry: () => (connection ? connection.retry() : void start()),
    stop() {
      stopped = true;
      clearTimeout(timer);
      connection?.stop();
    },
  };
}
