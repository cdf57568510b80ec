import {
  conversationsToKeep,
  KEPT_VERSION,
  type KeptState,
  keptStateOf,
  restore,
  shortened,
} from '../state/kept';
import type { Conversation } from '../state/log';
import { initialState, type State } from '../state/state';
import type { BrowserStorage } from './browser-storage';
import type { Store } from './store';
import { isEncrypted, openAnyVault } from './vault';

/** Milliseconds after a change before it is stored: many changes come together. */
const PAUSE_MS = 1_000;
const STATE = 'state';

/**
 * Restores the state that this browser kept, unless the server has answered already, and keeps what the state has of the
 * server from then on, if the browser encrypts it. `restored` never rejects; `stop` ends the keeping.
 */
export function keepState(store: Store, storage: BrowserStorage): { restored: Promise<void>; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let keptState: State | null = null;
  let keptConversations: ReadonlyMap<string, Conversation> = new Map();

  async function restoreKept() {
    const [states, conversations] = await Promise.all([storage.read('state'), storage.read('conversation')]);
    keptConversations = conversations as Map<string, Conversation>;
    const state = states.get(STATE) as KeptState | undefined;
    // The stored page begins with it.
    if (!state || store.get().kept) return;
    const log = Object.fromEntries(keptConversations);
    store.dispatch({ type: 'restored', state: restore(store.get(), { state, log }, Date.now()) });
  }

  function keep() {
    clearTimeout(timer);
    timer = undefined;
    const state = store.get();
    if (!state.loaded || state === keptState) return;
    keptState = state;
    void storage.write('state', STATE, keptStateOf(state));
    const conversations = conversationsToKeep(state.log);
    for (const [id, conversation] of conversations)
      if (keptConversations.get(id) !== conversation)
        void storage.write('conversation', id, shortened(conversation));
    for (const id of keptConversations.keys())
      if (!conversations.has(id)) void storage.write('conversation', id, undefined);
    keptConversations = conversations;
  }

  // What cannot be read is replaced.
  const restored = restoreKept().catch(() => {});
  if (!isEncrypted()) return { restored, stop() {} };
  let alerts = store.get().alerts;
  const unsubscribe = store.subscribe(() => {
    // An alert that the user has closed must not come back when the page is reloaded immediately.
    if (store.get().alerts !== alerts) void restored.then(keep);
    alerts = store.get().alerts;
    timer ??= setTimeout(() => void restored.then(keep), PAUSE_MS);
  });
  // The last moment at which a phone surely runs the page. What was kept must not be replaced before it is restored.
  const hidden = () => document.visibilityState === 'hidden' && void restored.then(keep);
  document.addEventListener('visibilitychange', hidden);
  return {
    restored,
    stop() {
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', hidden);
    },
  };
}

/** Returns the state that this browser keeps, of whichever user; null when it keeps none. */
export async function readKeptState(): Promise<State | null> {
  const vault = await openAnyVault();
  if (!vault) return null;
  const [states, conversations] = await Promise.all([vault.read('state'), vault.read('conversation')]);
  vault.close();
  const state = states.get(STATE) as KeptState | undefined;
  if (state?.version !== KEPT_VERSION) return null;
  const log = Object.fromEntries(conversations as Map<string, Conversation>);
  return restore(initialState(state.you), { state, log }, Date.now());
}
