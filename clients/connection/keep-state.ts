import {
  conversationsToKeep,
  KEPT_VERSION,
  type KeptState,
  keptStateOf,
  restore,
  shortened,
} from '../state/kept';
import type { Conversation } from '../state/log';
import type { State } from '../state/state';
import type { BrowserStorage } from './browser-storage';
import type { Store } from './store';
import { isEncrypted, openAnyVault } from './vault';

/** Milliseconds after a change before it is stored: many changes come together. */
const PAUSE_MS = 1_000;
const STATE = 'state';

/** Restores the state that this browser kept, unless the server has answered already. Never rejects. */
export async function restoreState(store: Store, storage: BrowserStorage): Promise<void> {
  const [states, conversations] = await Promise.all([storage.read('state'), storage.read('conversation')]);
  const state = states.get(STATE) as KeptState | undefined;
  if (!state) return;
  const log = Object.fromEntries(conversations as Map<string, Conversation>);
  store.dispatch({ type: 'restored', state: restore(store.get(), { state, log }) });
}

/**
 * Keeps what the state has of the server in this browser, if the browser encrypts it. Returns the function that stops
 * it.
 */
export function keepState(store: Store, storage: BrowserStorage): () => void {
  if (!isEncrypted()) return () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let keptState: State | null = null;
  let keptConversations: ReadonlyMap<string, Conversation> = new Map();

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

  const unsubscribe = store.subscribe(() => {
    timer ??= setTimeout(keep, PAUSE_MS);
  });
  // The last moment at which a phone surely runs the page.
  const hidden = () => document.visibilityState === 'hidden' && keep();
  document.addEventListener('visibilitychange', hidden);
  return () => {
    clearTimeout(timer);
    unsubscribe();
    document.removeEventListener('visibilitychange', hidden);
  };
}

/** Returns the user whose state this browser keeps; null when it keeps none. */
export async function readOwner(): Promise<KeptState['you'] | null> {
  const vault = await openAnyVault();
  const state = (await vault?.read('state'))?.get(STATE) as KeptState | undefined;
  vault?.close();
  return state?.version === KEPT_VERSION ? state.you : null;
}
