import { ConnectionLost } from '@/clients/connection/request';
import type { State } from '@/clients/state/state';
import type { Client } from '../client';
import { NotSignedIn } from './exit';

/** Milliseconds that a command waits for the server. */
const READY_MS = 20_000;

/**
 * Resolves once the state is what the server has, or `stop` is aborted. Rejects with `NotSignedIn` or `ConnectionLost`.
 */
export async function ready(client: Client, stop?: AbortSignal): Promise<void> {
  await until(
    client,
    (state) => {
      failIfEnded(state);
      return state.link.state === 'ready';
    },
    { stop },
  );
}

/** Throws if the connection has ended for good: `NotSignedIn`, or an error that says why. */
export function failIfEnded({ link }: State): void {
  if (link.state === 'signed out') throw new NotSignedIn('Signed out. Sign in again: quad-chat sign-in.');
  if (link.state === 'outdated') throw new Error('This server needs a newer quad-chat.');
}

/**
 * Resolves once a condition of the state holds, or `stop` is aborted. Rejects with what `holds` throws, and with
 * `ConnectionLost` after `limit` milliseconds.
 */
export function until(
  client: Client,
  holds: (state: State) => boolean,
  { limit = READY_MS, stop }: { limit?: number; stop?: AbortSignal | undefined } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(new ConnectionLost('Quad does not answer.')), limit);
    const unsubscribe = client.store.subscribe(look);
    const stopped = () => end();
    stop?.addEventListener('abort', stopped);
    function end(error?: unknown) {
      clearTimeout(timer);
      unsubscribe();
      stop?.removeEventListener('abort', stopped);
      if (error === undefined) resolve();
      else reject(error);
    }
    function look() {
      try {
        if (holds(client.store.get())) end();
      } catch (error) {
        end(error);
      }
    }
    if (stop?.aborted) end();
    else look();
  });
}
