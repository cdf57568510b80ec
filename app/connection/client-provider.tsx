'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { type BrowserStorage, openBrowserStorage } from '@/clients/connection/browser-storage';
import type { Connection } from '@/clients/connection/connection';
import { type Drafts, openDrafts } from '@/clients/connection/drafts';
import { connectLazily } from '@/clients/connection/lazy-connection';
import { ConnectionLost, type Payload } from '@/clients/connection/request';
import { tabSession } from '@/clients/connection/session';
import { createStore, type Store } from '@/clients/connection/store';
import { fetchTicket } from '@/clients/connection/ticket';
import type { UnsentFile } from '@/clients/state/outgoing';
import type { Action } from '@/clients/state/reduce';
import type { FirstState, State, You } from '@/clients/state/state';
import type { Address, ClientAnswers, ClientEvent } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';
import { noteShown, stateAtStart } from './state-at-start';

/** This tab as a client of the server: its connection, its state, and the requests that the page can make. */
export interface Client {
  store: Store;
  drafts: Drafts;
  /** What this browser keeps for the user. */
  storage: Pick<BrowserStorage, 'get' | 'read' | 'write' | 'keepOnly'>;
  dispatch(action: Action): void;
  /** Sends an event to the server and resolves with its answer. Rejects with `RequestRefused` or `ConnectionLost`. */
  ask<E extends ClientEvent>(event: E, payload: Payload<E>): Promise<ClientAnswers[E]>;
  /**
   * Shows the message at once and sends it now or after the reconnect. `replyTo` is the id of the message that it
   * answers, `draftAt` the time of the stored draft that it carries, `clientId` that of an earlier attempt, `files` the
   * chosen files, which are uploaded first.
   */
  send(
    address: Address,
    content: Pick<MessageContent, 'text'>,
    options?: {
      replyTo?: string | undefined;
      draftAt?: number;
      clientId?: string;
      files?: readonly UnsentFile[];
    },
  ): void;
  sendAgain(clientId: string): void;
  /** Connects now instead of after the current wait. */
  reconnect(): void;
  /**
   * Ends the sign-in and deletes what this browser stored for the user. Returns the page to go to. Throws when the
   * server does not answer; then the connection goes on.
   */
  signOut(): Promise<string>;
}

const Context = createContext<Client | null>(null);

/** Loaded later: Socket.IO is a large part of the page's code, and the first render does not need it. */
const loadConnection = () => import('@/clients/connection/connection');

/** Loaded later, too: they read what this browser keeps, and the first render has nothing of it. */
const loadKeeping = () => import('@/clients/connection/keep-state');
const loadUnsent = () => import('@/clients/connection/unsent-messages');
const loadSendFiles = () => import('@/clients/attachments/send-files');
/** Loaded when the user signs out. */
const loadAuth = () => import('../ui/next-auth');
/** Milliseconds to wait for what this browser keeps: the connection asks for what came after it. */
const RESTORE_MS = 1_000;

interface Props {
  you: You;
  /** What the server wrote into the page; null when it was busy. */
  first: FirstState | null;
  /** What this browser keeps, where the page came without the server. */
  kept?: State | undefined;
  /** Whether the page shows conversations; one that does not lets messages notify. */
  showsMessages?: boolean;
  children: ReactNode;
}

/** Provides the client of this tab, whose connection is open while the provider is mounted. */
export function ClientProvider({ you, first, kept, showsMessages = true, children }: Props) {
  const [store] = useState(() => createStore(stateAtStart({ you, first, kept })));
  const [session] = useState(tabSession);
  const [storage] = useState(() => openBrowserStorage(you.id));
  const [drafts] = useState(() => openDrafts(storage));
  const connection = useRef<Connection | null>(null);
  const start = useCallback(() => {
    const options = { store, session, drafts, ticket: fetchTicket, onOtherUser: reloadAs, showsMessages };
    const onConsoleChange = () => dispatchEvent(new Event(CONSOLE_CHANGED));
    connection.current = connectLazily(loadConnection, { ...options, onConsoleChange });
  }, [store, session, drafts, showsMessages]);

  useEffect(() => noteShown(first), [first]);

  useEffect(() => {
    const stopDrafts = drafts.start();
    // The sign-in has ended elsewhere: delete what this browser stored.
    const stopWatching = store.subscribe(() => {
      const { link } = store.get();
      if (link.state === 'signed out' && link.reason !== 'too_many') void storage.forget();
    });
    let stopped = false;
    const stops: (() => void)[] = [];
    const restored = loadKeeping().then(({ keepState }) => {
      if (stopped) return;
      const keeping = keepState(store, storage);
      stops.push(keeping.stop);
      return keeping.restored;
    });
    const pump = () => connection.current?.pump();
    loadUnsent()
      .then(({ persistUnsentMessages }) => {
        if (!stopped) stops.push(persistUnsentMessages({ store, storage, pump }));
      })
      .catch(() => {});
    loadSendFiles()
      .then(({ sendFiles }) => {
        if (!stopped) stops.push(sendFiles({ store, storage, pump }));
      })
      .catch(() => {});
    void loadConnection().catch(() => {});
    const late = new Promise((resolve) => setTimeout(resolve, RESTORE_MS));
    void Promise.race([restored.catch(() => {}), late]).then(() => !stopped && start());
    return () => {
      stopped = true;
      for (const stop of stops) stop();
      connection.current?.stop();
      stopDrafts();
      stopWatching();
    };
  }, [store, storage, drafts, start]);

  const client = useMemo<Client>(
    () => ({
      store,
      drafts,
      storage,
      dispatch: store.dispatch,
      ask: (event, payload) =>
        connection.current?.ask(event, payload) ?? Promise.reject(new ConnectionLost('not started')),
      send(address, content, { replyTo, draftAt, files = [], clientId = newClientId() } = {}) {
        store.dispatch({
          type: 'compose',
          clientId,
          address,
          at: Date.now(),
          ...content,
          ...(replyTo !== undefined && { replyTo }),
          ...(draftAt !== undefined && { draftAt }),
          ...(files.length > 0 && { files }),
        });
        connection.current?.pump();
      },
      sendAgain(clientId) {
        store.dispatch({ type: 'retry', clientId });
        connection.current?.pump();
      },
      reconnect: () => connection.current?.retry(),
      async signOut() {
        // The connection stops first, since it would only reconnect to be refused.
        connection.current?.stop();
        let next: string;
        try {
          const { endSignIn } = await loadAuth();
          next = await endSignIn();
        } catch (error) {
          start();
          throw error;
        }
        await storage.forget();
        return next;
      },
    }),
    [store, storage, drafts, start],
  );
  return <Context value={client}>{children}</Context>;
}

/** Loads the page again for the user who is signed in by now. What this browser kept of another user is deleted first. */
async function reloadAs(username: string) {
  await openBrowserStorage(username).read('state');
  location.reload();
}

/** Returns the client of this tab. Throws outside `ClientProvider`. */
export function useClient(): Client {
  const client = useContext(Context);
  if (!client) throw new Error('useClient needs a ClientProvider');
  return client;
}

/** Returns the selected part of the state. The component renders again only when that part changes. */
export function useClientState<T>(select: (state: State) => T): T {
  const { store } = useClient();
  const get = () => select(store.get());
  return useSyncExternalStore(store.subscribe, get, get);
}

/** The event that tells the parts of the page for officers to read the console of alerts again. */
const CONSOLE_CHANGED = 'quad:console-changed';

/** Calls `read` once the tab is connected, and whenever the server says that the console of alerts has changed. */
export function useConsoleChanges(read: () => void): void {
  const ready = useClientState((state) => state.link.state === 'ready');
  useEffect(() => {
    if (ready) read();
    addEventListener(CONSOLE_CHANGED, read);
    return () => removeEventListener(CONSOLE_CHANGED, read);
  }, [ready, read]);
}

/** Returns a new client id, of a message or an upload. */
export function newClientId(): string {
  // `randomUUID` does not exist on pages over plain http.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
