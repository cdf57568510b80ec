import { ConnectionLost } from '@/clients/connection/request';
import type { State } from '@/clients/state/state';
import type { Client } from '../client';
import { NotSignedIn } from './exit';

/** Milliseconds that a command waits for the server. */
const READY_MS = 20_000;

/** Resolves once the state is what the server has. Rejects with `NotSignedIn` or `ConnectionLost`. */
export async function ready(client: Client): Promise<void> {
  await until(client, ({ link }) => {
    if (link.state === 'signed out') throw new NotSignedIn('Signed out. Sign in again: quad-chat sign-in.');
    if (link.state === 'outdated') throw new Error('This server needs a newer quad-chat.');
    return link.state === 'ready';
  });
}

/** Resolves once a condition of the state holds; rejects with what `holds` throws, and with `ConnectionLost` when it takes too long. */
export function until(client: Client, holds: (state: State) => boolean, limit = READY_MS): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(new ConnectionLost('Quad does not answer.')), limit);
    const stop = client.store.subscribe(look);
    function end(error?: unknown) {
      clearTimeout(timer);
      stop();
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
    look();
  });
}
