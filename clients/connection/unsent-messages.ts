import { type Outgoing, waiting } from '../state/outgoing';
import type { BrowserStorage } from './browser-storage';
import type { Store } from './store';

const KEY = 'quad.tab';
/** A reloaded page has its lock again within this time; a closed tab never has. */
const RELOAD_MS = 3_000;

/**
 * Stores the unsent messages of this tab, and adopts those of closed tabs. A tab sends its own messages only; a lock
 * that ends with the page shows whose they are. Browsers without locks (pages over plain http) let every tab send all
 * messages, which the client id makes harmless. `pump` sends. Returns the function that stops it.
 */
export function persistUnsentMessages(options: {
  store: Store;
  storage: BrowserStorage;
  pump: () => void;
}): () => void {
  const { store, storage, pump } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const locks = 'locks' in navigator ? navigator.locks : null;
  let tab = sessionStorage.getItem(KEY) ?? newTab();
  const watched = new Set<string>();
  let stopKeeping = () => {};

  async function begin() {
    if (locks && !(await hold(tab))) {
      // This tab is a copy of a tab that is still open.
      tab = newTab();
      await hold(tab);
    }
    sessionStorage.setItem(KEY, tab);
    const { unsent } = await storage.load();
    if (signal.aborted) return;
    take(unsent.get(tab) ?? []);
    let before = store.get().outgoing;
    if (before.length > 0) void storage.keepUnsent(tab, before);
    const stopWriting = store.subscribe(() => {
      const { outgoing } = store.get();
      if (outgoing === before) return;
      before = outgoing;
      void storage.keepUnsent(tab, outgoing);
    });
    const stopListening = storage.listen({ draft() {}, unsent: watch });
    stopKeeping = () => {
      stopWriting();
      stopListening();
    };
    for (const other of unsent.keys()) watch(other);
  }

  /** Adds messages to the state and sends them. */
  function take(messages: readonly Outgoing[]) {
    if (messages.length === 0) return;
    // A message that was being sent has lost its answer.
    const outgoing = messages.map((message) => (message.state === 'failed' ? message : waiting(message)));
    store.dispatch({ type: 'recalled', outgoing });
    pump();
  }

  /** Adopts the messages of another tab once that tab is closed. */
  function watch(other: string) {
    if (other === tab || watched.has(other)) return;
    watched.add(other);
    // Stopped, or storage is unavailable: the messages are adopted at the next start.
    void takeUp(other).catch(() => {});
  }

  async function takeUp(other: string): Promise<void> {
    if (locks) await locks.request(nameOf(other), { signal }, async () => {});
    await new Promise((resolve) => setTimeout(resolve, locks ? RELOAD_MS : 0));
    if (signal.aborted) return;
    const adopt = async (lock: Lock | null) => {
      if (locks && !lock) return false;
      take((await storage.load()).unsent.get(other) ?? []);
      // Stored under this tab first: twice is better than not at all.
      await storage.keepUnsent(tab, store.get().outgoing);
      await storage.keepUnsent(other, []);
      return true;
    };
    const adopted = locks
      ? await locks.request(nameOf(other), { ifAvailable: true }, adopt)
      : await adopt(null);
    if (!adopted && !signal.aborted) return takeUp(other);
    watched.delete(other);
  }

  /** Holds a tab's lock until the page closes. Resolves to false when another page keeps the lock. */
  function hold(id: string): Promise<boolean> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(RELOAD_MS / 3)]);
    return new Promise((resolve) => {
      const held = locks?.request(nameOf(id), { signal: deadline }, () => {
        resolve(true);
        return new Promise<void>((release) => signal.addEventListener('abort', () => release()));
      });
      held?.catch(() => resolve(false));
    });
  }

  void begin().catch(() => {});
  return () => {
    stopping.abort();
    stopKeeping();
  };
}

const newTab = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
const nameOf = (tab: string) => `quad-unsent-${tab}`;
