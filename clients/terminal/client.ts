import { randomUUID } from 'node:crypto';
import type { Address } from '@/protocol/events';
import { connect } from '../connection/connection';
import type { Ask } from '../connection/request';
import type { SessionKeeper } from '../connection/session';
import { createStore, type Store } from '../connection/store';
import { initialState } from '../state/state';
import type { Credential } from './credential';
import { keepUnsent } from './unsent-file';

/** Milliseconds between two looks whether the access token ends soon: several tries before its end. */
const LOOK_MS = 15_000;

/** A terminal as a client of the server: the state and the connection of the page, and what the terminal adds. */
export interface Client {
  store: Store;
  ask: Ask;
  /** Requests a REST route as the user; errors as `request`. */
  call: Credential['call'];
  /** Shows the message at once, and sends it now or after the reconnect. Returns its client id. */
  send(address: Address, text: string, options?: { replyTo?: string }): string;
  sendAgain(clientId: string): void;
  reconnect(): void;
  /** Disconnects, and resolves once unsent messages are stored, or deleted (`forget`). */
  stop(end?: { forget: boolean }): Promise<void>;
}

/** Connects with a credential. `file` is the session file; null: unsent messages are not stored. */
export function startClient(credential: Credential, file: string | null): Client {
  const { server, user } = credential.session;
  const store = createStore(initialState({ ...user, administrator: false }));
  const connection = connect({
    store,
    session: keptInMemory(),
    ticket: credential.ticket,
    url: server,
    renewable: true,
    onOtherUser: () => store.dispatch({ type: 'link', link: { state: 'signed out', reason: 'signed_out' } }),
  });
  // A socket stays as long as its access token is renewed, and an open screen makes no requests that would renew it.
  const renewing = setInterval(() => {
    if (store.get().link.state === 'ready') void credential.renewInTime();
  }, LOOK_MS);
  const keeping =
    file === null ? null : keepUnsent({ store, file, owner: `${user.id} ${server}`, pump: connection.pump });
  return {
    store,
    ask: connection.ask,
    call: credential.call,
    send(address, text, { replyTo } = {}) {
      const clientId = randomUUID();
      store.dispatch({
        type: 'compose',
        clientId,
        address,
        text,
        at: Date.now(),
        ...(replyTo !== undefined && { replyTo }),
      });
      connection.pump();
      return clientId;
    },
    sendAgain(clientId) {
      store.dispatch({ type: 'retry', clientId });
      connection.pump();
    },
    reconnect: connection.retry,
    async stop(end = { forget: false }) {
      clearInterval(renewing);
      connection.stop();
      await (await keeping)?.(end);
    },
  };
}

/** A session is resumed after a reconnect only: another start of the program is another session. */
function keptInMemory(): SessionKeeper {
  let kept: string | undefined;
  return {
    take: async () => kept,
    keep(session) {
      kept = session;
    },
  };
}
